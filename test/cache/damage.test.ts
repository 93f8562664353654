import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seal } from '../../src/cache/seal'
import { type CollectedLog, addResult, collectLog, openCache, readResult } from '../support/cache'
import { readManifest } from '../support/manifest'
import { temporaryDir } from '../support/temp'

const MANIFEST = 'manifest-v1/project.json'
const VALID = { format: 1, tool: '1.0.0', usedAt: Date.now(), packs: [], facts: [], sets: [], variants: {}, notes: {} }

/** A folder with a manifest of this content. */
function folderWith(manifest: string): string {
  return temporaryDir({ [MANIFEST]: manifest })
}

/** Opens the folder, which must not fail, and writes a result to it, which must work. */
async function useAnyway(dir: string): Promise<CollectedLog> {
  const log = collectLog()
  const cache = await openCache(dir, { log })
  addResult(cache, 'new', 'new')
  await cache.commit()
  expect(readResult(await openCache(dir), 'new')).toBe('new')
  return log
}

describe('a cache folder that is damaged', () => {
  it.each([
    ['not JSON', 'garbage'],
    ['empty', ''],
    ['of bytes', '\0\0\0'],
    ['null', 'null'],
    ['a list', '[]'],
    ['of a future format', seal(JSON.stringify({ ...VALID, format: 99 }))],
    ['without parts', seal(JSON.stringify({ format: 1, tool: '1.0.0', usedAt: Date.now() }))],
    ['not sealed', JSON.stringify(VALID)],
    ['sealed for another content', seal(JSON.stringify(VALID)).replace('1.0.0', '1.0.1')],
  ])('starts cold with one warning that names the file when the manifest is %s', async (_what, content) => {
    const dir = folderWith(content)
    const { warnings } = await useAnyway(dir)
    expect(new Set(warnings).size).toBe(1)
    expect(warnings[0]).toContain(join(dir, MANIFEST))
  })

  it.each([
    ['a pack without members', { packs: [{}] }],
    ['null for a pack', { packs: [null] }],
    ['a pack with a number for a file', { packs: [{ id: 'x', integrity: 'y', file: 5, size: 1, createdAt: 1 }] }],
    ['variants that are no list', { variants: { key: {} } }],
    ['a variant that is no list', { variants: { key: [null] } }],
    ['sets that are no lists', { sets: [5] }],
  ])('starts cold with a warning when the manifest holds %s', async (_what, part) => {
    const dir = folderWith(seal(JSON.stringify({ ...VALID, ...part })))
    const { warnings } = await useAnyway(dir)
    expect(warnings.join()).toContain(MANIFEST)
  })

  it('starts cold without a warning after an upgrade and after a holiday', async () => {
    for (const part of [{ tool: '0.9.0' }, { usedAt: 5 }])
      expect((await useAnyway(folderWith(seal(JSON.stringify({ ...VALID, ...part }))))).warnings).toEqual([])
  })

  it('warns when the manifest is a folder', async () => {
    const dir = temporaryDir()
    mkdirSync(join(dir, MANIFEST), { recursive: true })
    const log = collectLog()
    const cache = await openCache(dir, { log })
    expect(cache.lookup('key')).toEqual([])
    expect(log.warnings.join()).toContain(MANIFEST)
  })

  it('takes the same results again after their pack was damaged', async () => {
    const { dir, keys } = await filledFolder()
    const path = join(dir, packFile(dir))
    replace(path, readFileSync(path).map(byte => byte ^ 1))
    await filledFolder(dir)
    const cache = await openCache(dir)
    expect(keys.map(key => readResult(cache, key))).toEqual(keys.map(key => `result of ${key}`))
    cache.close()
  })

  it.each([
    ['manifest', () => MANIFEST],
    ['pack', packFile],
  ])('gives each result right or not at all, whichever byte of the %s is wrong', async (_what, fileIn) => {
    const { dir, keys } = await filledFolder()
    const path = join(dir, fileIn(dir))
    const sound = readFileSync(path)
    for (let place = 0; place < sound.length; place++) {
      const bytes = Buffer.from(sound)
      bytes[place]! ^= 1 << (place % 7)
      replace(path, bytes)
      const cache = await openCache(dir).catch((error: unknown) => expect.unreachable(`byte ${place}: ${String(error)}`))
      for (const key of keys)
        expect([`result of ${key}`, undefined], `byte ${place}`).toContain(readResult(cache, key))
      cache.close()
    }
  })

  it.each([
    ['manifest', () => MANIFEST],
    ['pack', packFile],
  ])('gives each result right or not at all, and takes new ones, wherever the %s is cut off', async (_what, fileIn) => {
    for (const share of [0, 0.01, 0.3, 0.6, 0.9, 0.999]) {
      const { dir, keys } = await filledFolder()
      const path = join(dir, fileIn(dir))
      const sound = readFileSync(path)
      replace(path, sound.subarray(0, Math.floor(share * sound.length)))
      await useAnyway(dir)
      const cache = await openCache(dir)
      for (const key of keys)
        expect([`result of ${key}`, undefined]).toContain(readResult(cache, key))
      cache.close()
    }
  })
})

async function filledFolder(dir: string = temporaryDir()): Promise<{ dir: string, keys: string[] }> {
  const keys = ['a', 'b', 'c']
  const cache = await openCache(dir)
  for (const key of keys)
    addResult(cache, key, `result of ${key}`)
  cache.setNote('files', 'src/a.ts', [1, 2, 3, 4, 'digest', 5])
  await cache.commit()
  cache.close()
  return { dir, keys }
}

function packFile(dir: string): string {
  return readManifest(join(dir, MANIFEST)).packs[0]!.file
}

/** A new file, because that of a pack may be protected and open. */
function replace(path: string, bytes: Uint8Array): void {
  rmSync(path)
  writeFileSync(path, bytes)
}
