import { PACK_HEADER_BYTES, type Pack, type Packs, integrityOf } from '../store/packs'
import type { Variant } from './manifest'

/** The bytes of a variant, on their way to a pack. */
export interface NewRecord {
  variant: Variant
  bytes: Buffer
}

/** A pack above this is split: a file of some gigabytes cannot be read in one piece. Bytes. */
const MAX_PACK_SIZE = 64 * 1024 * 1024

/** Puts the records into packs and notes in each variant where its record went. */
export async function writeRecords(packs: Packs, records: readonly NewRecord[]): Promise<Pack[]> {
  const written: Pack[] = []
  for (const group of groupBySize(records)) {
    const pack = await packs.write(group.map(({ bytes }) => bytes))
    let offset = PACK_HEADER_BYTES
    for (const { variant, bytes } of group) {
      variant.slot = { pack: pack.id, offset, length: bytes.length, integrity: integrityOf(bytes) }
      offset += bytes.length
    }
    written.push(pack)
  }
  return written
}

function groupBySize<T extends { bytes: Buffer }>(records: readonly T[]): T[][] {
  const groups: T[][] = []
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
