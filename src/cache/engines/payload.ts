import { isRecord } from '../../util/stable'

/** All that a `CacheBackend` keeps, as one value: a section for each name of a cache. Plain JSON. */
export interface BackendPayload {
  caches: Record<string, BackendSection>
}

/** One cache. Older versions saved no more than one of these. */
export interface BackendSection {
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

/** The section of a cache in what a backend has loaded. Formats without names are taken for it as a whole. */
export function sectionIn(loaded: unknown, name: string): unknown {
  const sections = sectionsIn(loaded)
  return sections ? sections.find(([other]) => other === name)?.[1] : loaded
}

/** What a backend has loaded, with another section of this cache, or without one. Those of other caches stay as they are. */
export function withSection(loaded: unknown, name: string, section: BackendSection | undefined): BackendPayload {
  const others = (sectionsIn(loaded) ?? []).filter(([other]) => other !== name)
  return { caches: Object.fromEntries(section ? [...others, [name, section]] : others) as Record<string, BackendSection> }
}

/** What can be used of a section, which may be anything. */
export function living(section: unknown, now: number): [key: string, Kept][] {
  if (!isRecord(section))
    return []
  const isDated = typeof section.savedAt === 'number' && isRecord(section.entries)
  const elapsed = isDated ? now - (section.savedAt as number) : 0
  return Object.entries(isDated ? section.entries as object : section).flatMap(([key, entry]): [string, Kept][] => {
    const [text, ttl] = Array.isArray(entry) ? entry as unknown[] : []
    // How much is left of a time to live is unknown when the clock was set back since.
    const isAlive = ttl === null || (typeof ttl === 'number' && elapsed >= -CLOCK_TOLERANCE_MS && ttl - elapsed > 0)
    return typeof text === 'string' && isAlive ? [[key, { text, expiresAt: ttl === null ? undefined : now + (ttl as number) - elapsed }]] : []
  })
}

function sectionsIn(loaded: unknown): [name: string, section: unknown][] | undefined {
  return isRecord(loaded) && isRecord(loaded.caches) ? Object.entries(loaded.caches) : undefined
}
