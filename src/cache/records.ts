import { PACK_HEADER_BYTES, type Pack, type Packs, type Slot, integrityOf } from '../store/packs'
import type { Variant } from './manifest'

/** Records that lie in one pack, each with where it lies. */
export interface PackedGroup<T> {
  pack: Pack
  placed: { record: T, slot: Slot }[]
}

/** A pack above this is split: a file of some gigabytes cannot be read in one piece. Bytes. */
export const MAX_PACK_SIZE: number = 64 * 1024 * 1024

/** Puts records into packs and tells where each of them went. @throws when the folder cannot be written */
export async function writeRecords<T extends { bytes: Buffer }>(packs: Packs, records: readonly T[]): Promise<PackedGroup<T>[]> {
  const groups: PackedGroup<T>[] = []
  for (const group of groupBySize(records)) {
    const pack = await packs.write(group.map(({ bytes }) => bytes))
    let offset = PACK_HEADER_BYTES
    const placed = group.map((record) => {
      const slot: Slot = { pack: pack.id, offset, length: record.bytes.length, integrity: integrityOf(record.bytes) }
      offset += record.bytes.length
      return { record, slot }
    })
    groups.push({ pack, placed })
  }
  return groups
}

/** The same for variants, each of which notes where its record went. */
export async function writeVariants(packs: Packs, records: readonly { variant: Variant, bytes: Buffer }[]): Promise<Pack[]> {
  const groups = await writeRecords(packs, records)
  for (const { record: { variant }, slot } of groups.flatMap(({ placed }) => placed))
    variant.slot = slot
  return groups.map(({ pack }) => pack)
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
