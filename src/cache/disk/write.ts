import { PACK_HEADER_BYTES, type Pack, type Packs, integrityOf } from '../../store/packs'
import type { Operation, Put } from './state'

export interface DiskRecord {
  key: string
  bytes: Buffer
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** A pack above this is split. Bytes. */
export const MAX_PACK_SIZE: number = 64 * 1024 * 1024

/** Puts records into packs. Gives the operations that make them known. @throws when the folder cannot be written */
export async function writeRecords(packs: Packs, records: readonly DiskRecord[]): Promise<{ packs: Pack[], operations: Operation[] }> {
  const written: Pack[] = []
  const operations: Operation[] = []
  for (const group of groupBySize(records)) {
    const pack = await packs.write(group.map(({ bytes }) => bytes))
    let offset = PACK_HEADER_BYTES
    const puts = group.map(({ key, bytes, usedAt }): Put => {
      const put: Put = [key, offset, bytes.length, integrityOf(bytes), usedAt]
      offset += bytes.length
      return put
    })
    written.push(pack)
    operations.push(['pack', pack], ['put', pack.id, puts])
  }
  return { packs: written, operations }
}

function groupBySize(records: readonly DiskRecord[]): DiskRecord[][] {
  const groups: DiskRecord[][] = []
  let size = Infinity
  for (const record of records) {
    if (size + record.bytes.length > MAX_PACK_SIZE) {
      groups.push([])
      size = 0
    }
    groups.at(-1)!.push(record)
    size += record.bytes.length
  }
  return groups
}
