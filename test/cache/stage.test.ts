import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/cache'
import { addResult, collectLog, openCache, readResult } from '../support/cache'
import { temporaryDir } from '../support/temp'

describe('a result that is staged', () => {
  it('is in a pack, and known to nobody else before the commit', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'key', 'result')
    await cache.stage()
    expect(cache.lookup('key')[0]!.slot.pack).not.toBe('')
    expect(existsSync(join(dir, 'content-v2'))).toBe(true)
    expect(readResult(cache, 'key')).toBe('result')
    expect(readResult(await openCache(dir), 'key')).toBeUndefined()
    expect(await cache.commit()).toBe('result'.length)
    expect(readResult(await openCache(dir), 'key')).toBe('result')
  })

  it('is committed together with what came later', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    addResult(cache, 'early', 'one')
    await cache.stage()
    addResult(cache, 'late', 'two')
    await cache.commit()
    const next = await openCache(dir)
    expect([readResult(next, 'early'), readResult(next, 'late')]).toEqual(['one', 'two'])
  })

  it('is dropped when what it rests on has changed', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir)
    const fact: Fact = ['content', 'file', 'a']
    cache.add('key', { facts: [fact], shared: [], cost: 1 }, Buffer.from('stale'))
    addResult(cache, 'other', 'fine')
    await cache.stage()
    cache.discard(({ facts }) => facts.includes(fact))
    await cache.commit()
    const next = await openCache(dir)
    expect([readResult(next, 'key'), readResult(next, 'other')]).toEqual([undefined, 'fine'])
  })

  it('is written by the next commit when the manifest could not be', async () => {
    const dir = temporaryDir()
    const log = collectLog()
    const cache = await openCache(dir, { log })
    addResult(cache, 'key', 'result')
    await cache.stage()
    writeFileSync(join(dir, 'manifest-v1'), 'in the way')
    expect(await cache.commit()).toBe(0)
    expect(log.warnings.join()).toContain('cannot write to the cache folder')
    rmSync(join(dir, 'manifest-v1'))
    addResult(cache, 'other', 'more')
    await cache.commit()
    const next = await openCache(dir)
    expect([readResult(next, 'key'), readResult(next, 'other')]).toEqual(['result', 'more'])
  })

  it('is not there in a folder that is only read', async () => {
    const dir = temporaryDir()
    const cache = await openCache(dir, { readonly: true })
    addResult(cache, 'key', 'result')
    await cache.stage()
    expect(existsSync(join(dir, 'content-v2'))).toBe(false)
  })
})
