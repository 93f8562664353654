import { isRecord } from '../../util/stable'

/** The whole cache as one value: what a `CacheBackend` keeps. Plain JSON. */
export interface BackendPayload {
  /** Milliseconds since the epoch. */
  savedAt: number
  entries: BackendEntries
}

/** By key: the entry as text, and the milliseconds that it has left to live, if there is a limit. */
export type BackendEntries = Record<string, [text: string, ttl: number | null]>

/** An entry in memory. */
export interface Kept {
  text: string
  /** Milliseconds since the epoch. */
  expiresAt: number | undefined
}

/** A clock that was set back by less is not worth a miss. Milliseconds. */
export const CLOCK_TOLERANCE_MS = 1000

/** What can be used of what a backend has loaded, which may be anything. */
export function living(loaded: unknown, now: number): [key: string, Kept][] {
  if (!isRecord(loaded))
    return []
  const isDated = typeof loaded.savedAt === 'number' && isRecord(loaded.entries)
  const elapsed = isDated ? now - (loaded.savedAt as number) : 0
  return Object.entries(isDated ? loaded.entries as object : loaded).flatMap(([key, entry]): [string, Kept][] => {
    const [text, ttl] = Array.isArray(entry) ? entry as unknown[] : []
    // How much is left of a time to live is unknown when the clock was set back since.
    const isAlive = ttl === null || (typeof ttl === 'number' && elapsed >= -CLOCK_TOLERANCE_MS && ttl - elapsed > 0)
    return typeof text === 'string' && isAlive ? [[key, { text, expiresAt: ttl === null ? undefined : now + (ttl as number) - elapsed }]] : []
  })
}
