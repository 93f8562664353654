import { copyFileSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACK_HEADER_BYTES, type Pack, Packs, type Slot, integrityOf } from '../../src/store/packs'
import { temporaryDir } from '../support/temp'

const RECORDS = ['first', '', 'ä second ✓', '\0binary\u00ff'].map(text => Buffer.from(text))

function slotsOf(pack: Pack, records: readonly Buffer[]): Slot[] {
  let offset = PACK_HEADER_BYTES
  return records.map((record) => {
    const slot = { pack: pack.id, offset, length: record.length, integrity: integrityOf(record) }
    offset += record.length
    return slot
  })
}

async function writtenPack(records: readonly Buffer[] = RECORDS): Promise<{ dir: string, packs: Packs, pack: Pack, slots: Slot[], path: string }> {
  const dir = temporaryDir()
  const packs = new Packs(dir, 'project')
  const pack = await packs.write(records)
  return { dir, packs, pack, slots: slotsOf(pack, records), path: join(dir, pack.file) }
}

/** As another process would read it, without a file that is open already. */
function reopened(dir: string, pack: Pack): Packs {
  const packs = new Packs(dir, 'project')
  packs.know([pack])
  return packs
}

describe('Packs', () => {
  it('gives back each record, at once and in another process', async () => {
    const { dir, packs, pack, slots } = await writtenPack()
    for (const [index, slot] of slots.entries()) {
      expect(packs.read(slot)).toEqual(RECORDS[index])
      expect(reopened(dir, pack).read(slot)).toEqual(RECORDS[index])
    }
  })

  it('gives equal records packs of their own, so that one can go while the other is in use', async () => {
    const dir = temporaryDir()
    const packs = new Packs(dir, 'project')
    const [a, b] = [await packs.write(RECORDS), await packs.write(RECORDS)]
    await packs.remove(a)
    expect(slotsOf(b, RECORDS).map(slot => reopened(dir, b).read(slot))).toEqual(RECORDS)
  })

  it('tells the size of a pack and where it is', async () => {
    const { pack, path } = await writtenPack()
    expect(pack.size).toBe(readFileSync(path).length)
    expect(pack.size).toBeGreaterThanOrEqual(Buffer.concat(RECORDS).length)
  })

  it('does not give out a record of which a bit has changed, but does the others', async () => {
    const { dir, pack, slots, path } = await writtenPack()
    const bytes = readFileSync(path)
    bytes[slots[2]!.offset]! ^= 1
    rmSync(path)
    writeFileSync(path, bytes)
    const packs = reopened(dir, pack)
    expect(packs.read(slots[2]!)).toBeUndefined()
    expect(packs.read(slots[0]!)).toEqual(RECORDS[0])
    expect(packs.read(slots[3]!)).toEqual(RECORDS[3])
  })

  it('does not give out a record that was cut off', async () => {
    const { dir, pack, slots, path } = await writtenPack()
    truncateSync(path, slots[3]!.offset + 2)
    expect(reopened(dir, pack).read(slots[3]!)).toBeUndefined()
    expect(reopened(dir, pack).read(slots[0]!)).toEqual(RECORDS[0])
  })

  it('gives nothing when the pack was deleted, or was never known', async () => {
    const { dir, pack, slots, path } = await writtenPack()
    expect(new Packs(dir, 'project').read(slots[0]!)).toBeUndefined()
    rmSync(path)
    expect(reopened(dir, pack).read(slots[0]!)).toBeUndefined()
  })

  it('reads on from a pack that is deleted while it is open', async () => {
    const { packs, slots, path } = await writtenPack()
    packs.read(slots[0]!)
    rmSync(path)
    const bytes = packs.read(slots[2]!)
    // Windows keeps the file, others keep the bytes.
    expect(bytes).toEqual(RECORDS[2])
    packs.close()
  })

  it('gives nothing for a place outside the pack', async () => {
    const { packs, pack } = await writtenPack()
    for (const [offset, length] of [[10_000, 5], [0, 10_000], [3, 5]] as const)
      expect(packs.read({ pack: pack.id, offset, length, integrity: integrityOf(Buffer.from('first')) })).toBeUndefined()
  })

  it('opens only files in which content is kept', async () => {
    const { dir, pack, slots, path } = await writtenPack()
    copyFileSync(path, join(dir, 'secret'))
    for (const file of ['secret', '../secret', 'content-v2/../secret', 'content-v2', join(dir, 'secret')])
      expect(reopened(dir, { ...pack, file }).read(slots[0]!), file).toBeUndefined()
  })

  it('leaves no trace of a pack that is removed', async () => {
    const { dir, packs, pack } = await writtenPack()
    await packs.write(RECORDS)
    const countFiles = (): number => readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length
    const before = countFiles()
    await packs.remove(pack)
    expect(countFiles(), 'its content and its line in the index').toBe(before - 2)
  })

  it('removes a pack, also one that is gone already', async () => {
    const { dir, packs, pack, slots } = await writtenPack()
    packs.read(slots[0]!)
    await packs.remove(pack)
    expect(reopened(dir, pack).read(slots[0]!)).toBeUndefined()
    await packs.remove(pack)
  })

  it('can be read again after it was closed', async () => {
    const { packs, slots } = await writtenPack()
    packs.read(slots[0]!)
    packs.close()
    expect(packs.read(slots[0]!)).toEqual(RECORDS[0])
    packs.close()
  })

  it('says so when nothing can be written', async () => {
    const dir = temporaryDir({ file: '' })
    await expect(new Packs(join(dir, 'file'), 'project').write(RECORDS)).rejects.toThrow()
  })
})
