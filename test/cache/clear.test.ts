import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clearCache, clearCacheOnce } from '../../src/cache/clear'
import { seal } from '../../src/cache/seal'
import { inventory } from '../../src/cache/inventory'
import { version } from '../../package.json'
import { addResult, openCache, readResult } from '../support/cache'
import { temporaryDir, writeFiles } from '../support/temp'

async function fill(dir: string, namespace: string, contents: string[]): Promise<void> {
  const cache = await openCache(dir, { namespace, tool: version })
  for (const [index, content] of contents.entries())
    addResult(cache, `key-${index}`, content)
  await cache.commit()
  cache.close()
}

describe('clearCache', () => {
  it('removes what is ours, tells what it was, and leaves the rest', async () => {
    const dir = temporaryDir({ 'last-run.json': '{}', 'notes.txt': 'mine', 'photos/cat.jpg': '' })
    await fill(dir, 'project', ['a'])
    const removed = await clearCache(dir)
    expect(removed).toEqual(expect.arrayContaining(['content-v2', 'index-v5', 'last-run.json', 'manifest-v1']))
    expect(readdirSync(dir).sort()).toEqual(['notes.txt', 'photos'])
    expect(await openCache(dir)).toBeDefined()
  })

  it('has nothing to do in a folder that is empty or not there', async () => {
    const dir = temporaryDir()
    expect(await clearCache(dir)).toEqual([])
    expect(await clearCache(join(dir, 'missing'))).toEqual([])
  })

  it('also removes what a killed process left half written', async () => {
    const dir = temporaryDir({ 'last-run.json.4711.0badcafe.tmp': '{', 'cleared.4711.0badcafe.tmp': '' })
    await clearCache(dir)
    expect(readdirSync(dir)).toEqual([])
  })
})

describe('clearCacheOnce', () => {
  it('keeps for the second build of a command what the first has written', async () => {
    const dir = temporaryDir()
    await fill(dir, 'project', ['before'])
    await clearCacheOnce(dir, 'command-1')
    expect((await inventory(dir)).namespaces).toEqual([])
    await fill(dir, 'project', ['of the first build'])
    await clearCacheOnce(dir, 'command-1')
    expect(readResult(await openCache(dir, { tool: version }), 'key-0')).toBe('of the first build')
    await clearCacheOnce(dir, 'command-2')
    expect((await inventory(dir)).namespaces).toEqual([])
  })

  it('can clear a folder that is not there yet', async () => {
    const dir = join(temporaryDir(), 'new')
    await clearCacheOnce(dir, 'token')
    expect(existsSync(join(dir, 'cleared'))).toBe(true)
  })
})

describe('inventory', () => {
  it('counts results, packs and bytes by namespace', async () => {
    const dir = temporaryDir()
    await fill(dir, 'a', ['1234', '56'])
    await fill(dir, 'b', ['123'])
    const { namespaces, bytes } = await inventory(dir)
    expect(namespaces.sort((x, y) => x.name.localeCompare(y.name))).toEqual([
      { name: 'a', results: 2, packs: 1, bytes: expect.any(Number) as number },
      { name: 'b', results: 1, packs: 1, bytes: expect.any(Number) as number },
    ])
    expect(namespaces[0]!.bytes).toBeGreaterThanOrEqual('123456'.length)
    expect(bytes).toBe(namespaces[0]!.bytes + namespaces[1]!.bytes)
  })

  it('is empty where there is nothing', async () => {
    expect(await inventory(join(temporaryDir(), 'missing'))).toEqual({ namespaces: [], bytes: 0 })
  })

  it('says why a namespace will not be used', async () => {
    const dir = temporaryDir()
    const old = await openCache(dir, { namespace: 'old', tool: '0.0.1' })
    addResult(old, 'key', 'result')
    await old.commit()
    writeFiles(dir, { 'manifest-v1/broken.json': '{', 'manifest-v1/other.json': seal('{"format":7}'), 'manifest-v1/null.json': seal('null'), 'manifest-v1/x.json.lock': '' })
    const { namespaces } = await inventory(dir)
    expect(Object.fromEntries(namespaces.map(({ name, reason }) => [name, reason]))).toEqual({
      old: `it was written by version 0.0.1, this is ${version}`,
      broken: expect.stringContaining('it cannot be read') as string,
      other: 'it is not a manifest of format 1',
      null: expect.any(String) as string,
    })
  })
})
