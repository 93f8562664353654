import type { Pack, Packs } from '../../store/packs'
import { writeRecords } from '../records'
import type { Operation, Put } from './state'

export interface DiskRecord {
  key: string
  bytes: Buffer
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** Puts entries into packs. Gives the operations that make them known. @throws when the folder cannot be written */
export async function writeEntries(packs: Packs, entries: readonly DiskRecord[]): Promise<{ packs: Pack[], operations: Operation[] }> {
  const groups = await writeRecords(packs, entries)
  const operations = groups.flatMap(({ pack, placed }): Operation[] => {
    const puts = placed.map(({ record: { key, usedAt }, slot: { offset, length, integrity } }): Put => [key, offset, length, integrity, usedAt])
    return [['pack', pack], ['put', pack.id, puts]]
  })
  return { packs: groups.map(({ pack }) => pack), operations }
}
