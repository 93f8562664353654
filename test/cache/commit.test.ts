import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inventory } from '../../src/cache/inventory'
import { addResult, openCache, readResult } from '../support/cache'
import { readManifest } from '../support/manifest'
import { temporaryDir } from '../support/temp'

/** Files in which content is kept. */
function contentFiles(dir: string): string[] {
  return readdirSync(join(dir, 'content-v2'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name)
}

/** Opens the cache, adds results and commits, as one run would. */
async function runOnce(dir: string, results: Record<string, string>, options: Parameters<typeof openCache>[1] = {}): Promise<void> {
  const cache = await openCache(dir, options)
  for (const [key, content] of Object.entries(results))
    addResult(cache, key, content)
  await cache.commit()
  cache.close()
}

async function contentsIn(dir: string, keys: string[]): Promise<(string | undefined)[]> {
  const cache = await openCache(dir)
  const contents = keys.map(key => readResult(cache, key))
  cache.close()
  return contents
}

describe('commit', () => {
  it('loses nothing of two caches that are open at once', async () => {
    const dir = temporaryDir()
    await runOnce(dir, { old: 'old' })
    const [a, b] = [await openCache(dir), await openCache(dir)]
    addResult(a, 'a', 'of a')
    addResult(b, 'b', 'of b')
    addResult(a, 'same', 'same')
    addResult(b, 'same', 'same')
    a.setNote('files', 'a', 1)
    b.setNote('files', 'b', 2)
    await Promise.all([a.commit(), b.commit()])
    expect(await contentsIn(dir, ['old', 'a', 'b', 'same'])).toEqual(['old', 'of a', 'of b', 'same'])
    const next = await openCache(dir)
    expect([next.note('files', 'a'), next.note('files', 'b')]).toEqual([1, 2])
    expect(next.lookup('same')).toHaveLength(1)
  })

  it('keeps both states that two runs have seen of one step', async () => {
    const dir = temporaryDir()
    const [a, b] = [await openCache(dir), await openCache(dir)]
    addResult(a, 'key', 'state a', 'a')
    addResult(b, 'key', 'state b', 'b')
    await a.commit()
    await b.commit()
    expect((await openCache(dir)).lookup('key')).toHaveLength(2)
  })

  it('keeps what is added while it is writing', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'first', '1')
    const writing = cache.commit()
    addResult(cache, 'second', '2')
    await writing
    expect(readResult(cache, 'second')).toBe('2')
    await cache.commit()
    expect(await contentsIn(dir, ['first', 'second'])).toEqual(['1', '2'])
  })

  it('merges many small packs, with their bytes intact', async () => {
    const dir = temporaryDir()
    const contents = Array.from({ length: 40 }, (_, index) => `result ${index} ${'ü'.repeat(index)}`)
    for (const [index, content] of contents.entries())
      await runOnce(dir, { [`key-${index}`]: content })
    const { namespaces: [project] } = await inventory(dir)
    expect(project!.packs).toBeLessThanOrEqual(17)
    expect(contentFiles(dir)).toHaveLength(project!.packs)
    expect(await contentsIn(dir, contents.map((_, index) => `key-${index}`))).toEqual(contents)
  })

  it('writes out of a pack what is still in use when most of it is not', async () => {
    const dir = temporaryDir()
    await runOnce(dir, { a: 'a'.repeat(900), keep: 'kept' })
    await runOnce(dir, { a: 'b'.repeat(900) })
    expect(await contentsIn(dir, ['a', 'keep'])).toEqual(['b'.repeat(900), 'kept'])
    expect(contentFiles(dir)).toHaveLength((await inventory(dir)).namespaces[0]!.packs)
    expect((await inventory(dir)).bytes).toBeLessThan(1000)
  })

  it('goes on reading in a run whose packs another run has merged away', async () => {
    const dir = temporaryDir()
    await runOnce(dir, { a: 'a'.repeat(900), keep: 'kept' })
    const reader = await openCache(dir)
    await runOnce(dir, { a: 'b'.repeat(900) })
    // Nothing is an answer: the step runs again. Other bytes are not.
    expect([undefined, 'kept']).toContain(readResult(reader, 'keep'))
    addResult(reader, 'new', 'new')
    await reader.commit()
    expect(['a', 'keep', 'new'].map(key => readResult(reader, key))).toEqual(['b'.repeat(900), 'kept', 'new'])
  })

  it('leaves alone what another namespace has recorded in the same way', async () => {
    const dir = temporaryDir()
    // Two projects in one folder, with a file in common: their packs are equal.
    await runOnce(dir, { key: 'common' }, { namespace: 'other' })
    await runOnce(dir, { key: 'common' })
    await runOnce(dir, { key: 'changed' })
    expect(readResult(await openCache(dir, { namespace: 'other' }), 'key')).toBe('common')
  })

  it('does not name a pack that another process removes while it waits for the lock', async () => {
    const dir = temporaryDir()
    await runOnce(dir, { key: 'result' })
    const lock = join(dir, 'manifest-v1/project.json.lock')
    const cache = await openCache(dir)
    addResult(cache, 'key', 'result')
    writeFileSync(lock, '')
    const writing = cache.commit()
    await sleep(200)
    // What the other process does, which has the lock and needs the old pack no more.
    const manifest = join(dir, 'manifest-v1/project.json')
    const { packs } = readManifest(manifest)
    rmSync(manifest)
    rmSync(join(dir, packs[0]!.file))
    rmSync(lock)
    await writing
    expect(await contentsIn(dir, ['key'])).toEqual(['result'])
  })

  it('stays below the size that it is given', async () => {
    const dir = temporaryDir()
    for (let run = 0; run < 12; run++)
      await runOnce(dir, { [`key-${run}`]: String(run % 10).repeat(1000) }, { maxSize: 5000 })
    expect((await inventory(dir)).bytes).toBeLessThanOrEqual(5000)
    const bytesOnDisk = contentFiles(dir).length * 1000
    expect(bytesOnDisk).toBeLessThanOrEqual(5000)
    expect((await contentsIn(dir, ['key-11']))[0]).toBe('1'.repeat(1000))
  })

  it('splits what does not fit in one pack', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    const [a, b] = ['a', 'b'].map(letter => Buffer.alloc(40 * 1024 ** 2, letter))
    addResult(cache, 'a', a!)
    addResult(cache, 'b', b!)
    await cache.commit()
    const next = await openCache(dir)
    expect((await inventory(dir)).namespaces[0]!.packs).toBe(2)
    expect(next.read(next.lookup('a')[0]!)!.equals(a!)).toBe(true)
    expect(next.read(next.lookup('b')[0]!)!.equals(b!)).toBe(true)
  })

  it('leaves no lock and no temporary file', async () => {
    const dir = temporaryDir()
    await runOnce(dir, { a: '1' })
    expect(readdirSync(join(dir, 'manifest-v1'))).toEqual(['project.json'])
    expect(readManifest(join(dir, 'manifest-v1/project.json'))).toMatchObject({ format: 1, tool: '1.0.0' })
  })
})
