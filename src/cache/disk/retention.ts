import type { Pack, Packs } from '../../store/packs'
import { wasteful } from '../retention'
import type { DiskState, Location, Operation } from './state'
import { type DiskRecord, MAX_PACK_SIZE, writeRecords } from './write'

export interface Limits {
  /** Bytes of all entries. */
  maxSize: number
  /** Milliseconds since an entry was last used. */
  keepUnused: number
}

/** After an eviction the cache is this full, so that the next commit does not evict again. */
const FILL_AFTER_EVICTION = 0.8

/** The removal of what nobody used for long and, above the size limit, of what was used longest ago. */
export function evict(state: DiskState, { maxSize, keepUnused }: Limits, now: number): Operation[] {
  const evicted: string[] = []
  let excess = state.bytes > maxSize ? state.bytes - maxSize * FILL_AFTER_EVICTION : 0
  const entries: Iterable<[string, Location]> = excess > 0 ? [...state.entries].sort(([, a], [, b]) => a.usedAt - b.usedAt) : state.entries
  for (const [key, { usedAt, length }] of entries) {
    if (excess <= 0 && now - usedAt <= keepUnused)
      continue
    evicted.push(key)
    excess -= length
  }
  return evicted.map(key => ['delete', key])
}

/** Moves what is in use out of packs that are mostly dead, and out of small ones when there are many. */
export async function compact(state: DiskState, packs: Packs): Promise<{ operations: Operation[], dropped: Pack[] }> {
  const dropped = wasteful(state.packs.values(), state.live).filter(({ id, size }) => isWorthMoving(size, state.live.get(id) ?? 0))
  const ids = new Set(dropped.map(({ id }) => id))
  if (ids.size === 0)
    return { operations: [], dropped }
  const moving = [...state.entries].filter(([, { pack }]) => ids.has(pack))
  const records = moving.map(([key, location]) => ({ key, bytes: packs.read(location), usedAt: location.usedAt }))
  const { operations } = await writeRecords(packs, records.filter((record): record is DiskRecord => record.bytes !== undefined))
  const lost = records.flatMap(({ key, bytes }): Operation[] => (bytes ? [] : [['delete', key]]))
  return { operations: [...lost, ...operations, ...dropped.map(({ id }): Operation => ['drop', id])], dropped }
}

/** A large pack that is mostly in use is moved for nothing, however many there are. */
function isWorthMoving(size: number, live: number): boolean {
  return live < size / 2 || size < MAX_PACK_SIZE / 4
}
