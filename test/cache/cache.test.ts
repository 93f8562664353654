import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/cache'
import { addResult, collectLog, openCache, readResult, stateOf } from '../support/cache'
import { temporaryDir } from '../support/temp'

const HOUR_MS = 3_600_000

describe('ResultCache', () => {
  it('gives a result at once, after the commit and in the next run', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'key', 'result ✓')
    expect(readResult(cache, 'key')).toBe('result ✓')
    expect(await cache.commit()).toBe(Buffer.byteLength('result ✓'))
    expect(readResult(cache, 'key')).toBe('result ✓')
    cache.close()
    expect(readResult(await openCache(dir), 'key')).toBe('result ✓')
  })

  it('knows nothing of keys that were not recorded', async () => {
    expect((await openCache(temporaryDir())).lookup('key')).toEqual([])
  })

  it('keeps variants of a key, the newest first, and one of each state', async () => {
    const dir = temporaryDir()
    for (const [content, state] of [['1', 'a'], ['2', 'b'], ['3', 'a']] as const) {
      const cache = await openCache(dir)
      addResult(cache, 'key', content, state)
      await cache.commit()
      cache.close()
    }
    const cache = await openCache(dir)
    expect(cache.lookup('key').map(variant => [stateOf(variant), cache.read(variant)?.toString()])).toEqual([['a', '3'], ['b', '2']])
  })

  it('does not mix namespaces that share a folder', async () => {
    const dir = temporaryDir()
    const [a, b] = [await openCache(dir, { namespace: 'a' }), await openCache(dir, { namespace: 'b' })]
    addResult(a, 'key', 'of a')
    addResult(b, 'key', 'of b')
    await Promise.all([a.commit(), b.commit()])
    expect(readResult(await openCache(dir, { namespace: 'a' }), 'key')).toBe('of a')
    expect(readResult(await openCache(dir, { namespace: 'b' }), 'key')).toBe('of b')
  })

  it('writes nothing when nothing is new', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'key', 'result')
    await cache.commit()
    const path = join(dir, 'manifest-v1/project.json')
    const before = readFileSync(path)
    utimesSync(path, 1, 1)
    const next = await openCache(dir)
    readResult(next, 'key')
    expect(await next.commit()).toBe(0)
    expect(readFileSync(path)).toEqual(before)
  })

  it('notes the use of a result that was not used for hours', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'key', 'result')
    const [variant] = cache.lookup('key')
    variant!.usedAt -= 7 * HOUR_MS
    const { usedAt } = variant!
    await cache.commit()
    const next = await openCache(dir)
    expect(next.lookup('key')[0]!.usedAt).toBe(usedAt)
    readResult(next, 'key')
    await next.commit()
    expect((await openCache(dir)).lookup('key')[0]!.usedAt).toBeGreaterThan(usedAt)
  })

  it('keeps notes', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    cache.setNote('files', 'a', [1, 'x'])
    expect(cache.note('files', 'a')).toEqual([1, 'x'])
    await cache.commit()
    const next = await openCache(dir)
    next.setNote('files', 'b', 2)
    await next.commit()
    const last = await openCache(dir)
    expect([last.note('files', 'a'), last.note('files', 'b'), last.note('other', 'a')]).toEqual([[1, 'x'], 2, undefined])
  })

  it('reads but does not write when it is readonly', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir, { readonly: true })
    addResult(cache, 'key', 'result')
    cache.setNote('files', 'a', 1)
    expect(readResult(cache, 'key')).toBe('result')
    expect(await cache.commit()).toBe(0)
    expect(existsSync(join(dir, 'manifest-v1'))).toBe(false)
  })

  it('does not look at what was there before in a refresh, but keeps it and adds to it', async () => {
    const dir = temporaryDir()
    const first = await openCache(dir)
    addResult(first, 'old', 'old')
    addResult(first, 'both', 'old')
    await first.commit()
    const refresh = await openCache(dir, { refresh: true })
    expect(refresh.lookup('both')).toEqual([])
    addResult(refresh, 'both', 'new')
    await refresh.commit()
    addResult(refresh, 'later', 'later')
    await refresh.commit()
    expect(refresh.lookup('old')).toEqual([])
    const next = await openCache(dir)
    expect(['old', 'both', 'later'].map(key => readResult(next, key))).toEqual(['old', 'new', 'later'])
  })

  it('drops results that rest on a wrong fact before they are written', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    const [wrong, right]: Fact[] = [['content', 'a', '1'], ['content', 'b', '1']]
    cache.add('wrong', { facts: [right!, wrong!], shared: [], cost: 1 }, Buffer.from('1'))
    cache.add('shared', { facts: [], shared: [wrong!], cost: 1 }, Buffer.from('2'))
    cache.add('right', { facts: [right!], shared: [], cost: 1 }, Buffer.from('3'))
    cache.discard(({ facts, shared }) => [...facts, ...shared].includes(wrong!))
    expect(['wrong', 'shared', 'right'].map(key => readResult(cache, key))).toEqual([undefined, undefined, '3'])
    await cache.commit()
    const next = await openCache(dir)
    expect(['wrong', 'shared', 'right'].map(key => readResult(next, key))).toEqual([undefined, undefined, '3'])
  })

  it('warns and goes on when it cannot write, and writes later when it can', async () => {
    const dir = join(temporaryDir({ file: '' }), 'file')
    const log = collectLog()
    const cache = await openCache(dir, { log })
    addResult(cache, 'key', 'result')
    expect(await cache.commit()).toBe(0)
    expect(log.warnings).toEqual([expect.stringContaining(`cannot write to the cache folder ${dir}`)])
    expect(readResult(cache, 'key')).toBe('result')
  })
})
