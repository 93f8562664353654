import type { Pack, Packs } from '../../store/packs'
import { wasteful } from '../retention'
import type { DiskState, Operation } from './state'
import { MAX_PACK_SIZE } from '../records'
import { type DiskRecord, writeEntries } from './write'

export interface Limits {
  /** Bytes of all entries. */
  maxSize: number
  /** Milliseconds since an entry was last used. */
  keepUnused: number
}

/** After an eviction the cache is this full, so that the next commit does not evict again. */
const FILL_AFTER_EVICTION = 0.8

interface Sized {
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** Times of last use are written again when those on disk are older than this. Milliseconds. */
export function touchInterval(keepUnused: number): number {
  return Math.min(6 * 60 * 60 * 1000, keepUnused / 4)
}

/** What has to go: what nobody used for long, what is too large by itself and, above the limit, what was used longest ago. */
export function excessOf<T extends Sized>(items: readonly T[], { maxSize, keepUnused }: Limits, now: number): Set<T> {
  const gone = new Set(items.filter(({ size, usedAt }) => size > maxSize || now - usedAt > keepUnused))
  const rest = items.filter(item => !gone.has(item))
  let left = rest.reduce((sum, { size }) => sum + size, 0)
  if (left <= maxSize)
    return gone
  const spare = maxSize * (1 - FILL_AFTER_EVICTION)
  for (const item of rest.sort((a, b) => a.usedAt - b.usedAt)) {
    // A large one does not go only for room to spare.
    if (left > maxSize || (left > maxSize - spare && item.size <= spare)) {
      gone.add(item)
      left -= item.size
    }
  }
  return gone
}

/** The removal of what nobody used for long and, above the size limit, of what was used longest ago. */
export function evict(state: DiskState, limits: Limits, now: number): Operation[] {
  if (state.bytes <= limits.maxSize && !hasUnused(state, limits, now))
    return []
  const items = [...state.entries].map(([key, { usedAt, length }]) => ({ key, size: length, usedAt }))
  return [...excessOf(items, limits, now)].map(({ key }) => ['delete', key])
}

/** Most commits find nothing to remove, and should not make lists of all entries for that. */
function hasUnused({ entries }: DiskState, { keepUnused }: Limits, now: number): boolean {
  for (const { usedAt } of entries.values()) {
    if (now - usedAt > keepUnused)
      return true
  }
  return false
}

/** Moves what is in use out of packs that are mostly dead, and out of small ones when there are many. */
export async function compact(state: DiskState, packs: Packs): Promise<{ operations: Operation[], dropped: Pack[] }> {
  const dropped = wasteful(state.packs.values(), state.live).filter(({ id, size }) => isWorthMoving(size, state.live.get(id) ?? 0))
  const ids = new Set(dropped.map(({ id }) => id))
  if (ids.size === 0)
    return { operations: [], dropped }
  const moving = [...state.entries].filter(([, { pack }]) => ids.has(pack))
  const records = moving.map(([key, location]) => ({ key, bytes: packs.read(location), usedAt: location.usedAt }))
  const { operations } = await writeEntries(packs, records.filter((record): record is DiskRecord => record.bytes !== undefined))
  const lost = records.flatMap(({ key, bytes }): Operation[] => (bytes ? [] : [['delete', key]]))
  return { operations: [...lost, ...operations, ...dropped.map(({ id }): Operation => ['drop', id])], dropped }
}

/** A large pack that is mostly in use is moved for nothing, however many there are. */
function isWorthMoving(size: number, live: number): boolean {
  return live < size / 2 || size < MAX_PACK_SIZE / 4
}
