import { appendFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CacheKeyError, CacheMissError, overrideSessionId, sessionId } from '../../src/library'
import { counted, openLibrary, reopen, withClock } from '../support/library'
import { bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

/** Another session for the rest of the test. */
function changeSession(): void {
  const before = sessionId()
  overrideSessionId(`${before}+`)
  onTestFinished(() => overrideSessionId(before))
}

describe('keys and versions', () => {
  it('B1 gets or computes, and records the arguments', async () => {
    const { cache } = openLibrary()
    const add = counted((a: number, b: number) => a + b)
    for (const key of ['sum', './sum']) {
      expect(await cache.getOrCompute(key, add.fn, { args: [1, 2] })).toBe(3)
      expect(await cache.getOrCompute(key, add.fn, { args: [1, 2] })).toBe(3)
      expect(await cache.getOrCompute(key, add.fn, { args: [2, 2] })).toBe(4)
      expect(await cache.getOrCompute(key, add.fn, { args: [5, 5], compareArgs: false })).toBe(4)
      expect(cache.has(key, { params: [2, 2] })).toBe(true)
      expect(cache.has(key, { params: [1, 2] })).toBe(false)
    }
    expect(add.calls()).toBe(4)
  })

  it('B2 keeps path-like keys on disk and plain ones in memory', async () => {
    const opened = openLibrary()
    for (const key of ['plain', '_plain', './path', 'also/path', 'ünïcode'])
      opened.cache.set(key, key)
    const { cache } = await reopen(opened)
    expect(['plain', '_plain', './path', 'also/path', 'ünïcode'].map(key => cache.get(key))).toEqual([undefined, undefined, './path', 'also/path', undefined])
  })

  it.each(['', '1a', '/etc', '../x', './a/../b', './', './a//b', '.x', '@2', 'a@', 'a@1@2', 'a@x y', './.'])('B2 refuses the key %j', (key) => {
    const { cache } = openLibrary()
    expect(() => cache.get(key)).toThrow(CacheKeyError)
    expect(() => cache.set(key, 1)).toThrow(JSON.stringify(key))
  })

  it('B3 takes the version from the key or from an option, joined with that of the cache', () => {
    const { cache } = openLibrary()
    cache.set('./a@2', 'two')
    cache.set('b', 'three', { version: 3 })
    expect([cache.get('./a@2'), cache.get('./a', { version: 2 }), cache.get('./a'), cache.get('./a@3')]).toEqual(['two', 'two', undefined, undefined])
    expect([cache.get('b@3'), cache.get('b')]).toEqual(['three', undefined])
  })

  it('B4 binds a minor version from 1 to the major one, 0 to the session, and a negative one to nothing', async () => {
    let opened = openLibrary({ version: 1 })
    for (const key of ['./default', './one@1', './session@0', './constant@-1'])
      opened.cache.set(key, key)
    const seen = (): boolean[] => ['./default', './one@1', './session@0', './constant@-1'].map(key => opened.cache.has(key))
    expect(seen()).toEqual([true, true, true, true])
    opened = await reopen(opened, { version: 2 })
    expect(seen()).toEqual([false, false, false, true])
    expect(opened.cache.has('./constant@-2')).toBe(false)
    opened = await reopen(opened, { version: 1 })
    expect(seen()).toEqual([true, true, true, true])
    changeSession()
    expect(seen()).toEqual([true, true, false, true])
  })

  it('B4 is 0 in memory and 1 on disk unless told otherwise', () => {
    const { cache } = openLibrary()
    cache.set('memory', 1)
    cache.set('memory-one@1', 1)
    cache.set('./disk', 1)
    expect([cache.has('memory@0'), cache.has('./disk@1')]).toEqual([true, true])
    const wrapped = counted((n: number) => n)
    const inMemory = cache.wrap(wrapped.fn)
    inMemory(1)
    changeSession()
    expect([cache.get('memory'), cache.get('memory-one@1'), cache.get('./disk')]).toEqual([undefined, 1, 1])
    inMemory(1)
    expect(wrapped.calls()).toBe(2)
  })

  it('B5 has a session for each start of a process, shared by its threads, that can be overridden', async () => {
    const script = await bundleScript(`
      import { Worker, isMainThread } from 'node:worker_threads'
      import { sessionId } from '@src/library'
      process.stdout.write(sessionId() + '\\n')
      if (isMainThread) new Worker(new URL(import.meta.url))`)
    const run = async (env: Record<string, string> = {}): Promise<string[]> => (await runNode([script], { env })).stdout.trim().split('\n')
    const [first, second] = [await run(), await run()]
    expect(new Set(first).size).toBe(1)
    expect(first).toHaveLength(2)
    expect(first[0]).not.toBe(second[0])
    expect(await run({ UNPLUGIN_CACHE_SESSION: 'mine' })).toEqual(['mine', 'mine'])
  })

  it('B6 joins the digest of any values with the version', () => {
    const { cache } = openLibrary()
    cache.set('./a', 'x', { hashVal: { list: [1, new Map([['a', 1]])] } })
    expect(cache.get('./a', { hashVal: { list: [1, new Map([['a', 1]])] } })).toBe('x')
    expect(cache.get('./a', { hashVal: { list: [1, new Map([['a', 2]])] } })).toBeUndefined()
    expect(cache.get('./a')).toBeUndefined()
  })

  it('B7 compares params on read when asked to', () => {
    const { cache } = openLibrary()
    for (const key of ['a', './a']) {
      cache.set(key, 'x', { params: { size: 1 } })
      expect([cache.get(key), cache.get(key, { params: { size: 1 } }), cache.get(key, { params: { size: 2 } })]).toEqual(['x', 'x', undefined])
    }
  })

  it('B8 has a default, and an error for a key that is not there', () => {
    const { cache } = openLibrary()
    cache.set('a', 1)
    expect([cache.getOrThrow('a'), cache.get('b', { default: 'none' }), cache.delete('a'), cache.delete('a')]).toEqual([1, 'none', true, false])
    expect(() => cache.getOrThrow('./a')).toThrow(CacheMissError)
    expect(() => cache.getOrThrow('./a')).toThrow('./a is not in the cache')
  })
})

describe('what an entry depends on', () => {
  it.each(['content', 'mtime'] as const)('B6 uses no entry whose files have changed (%s)', async (strategy) => {
    const dir = temporaryDir({ 'in.txt': 'a' })
    const file = join(dir, 'in.txt')
    const { cache } = openLibrary({ strategy })
    const read = counted(() => 'result')
    const get = (): Promise<string> => cache.getOrCompute('./x', read.fn, { files: [file] })
    await get()
    await get()
    expect(read.calls()).toBe(1)
    appendFileSync(file, 'b')
    utimesSync(file, 1, 1)
    await get()
    expect(read.calls()).toBe(2)
    rmSync(file)
    await get()
    await get()
    expect(read.calls()).toBe(3)
  })

  it('B6 sees a change of content behind an old time, and no change behind a new one', () => {
    const dir = temporaryDir({ 'in.txt': 'a' })
    const file = join(dir, 'in.txt')
    utimesSync(file, 1000, 1000)
    const { cache } = openLibrary()
    cache.set('content', 1, { files: [file] })
    cache.set('mtime', 1, { files: [file], strategy: 'mtime' })
    utimesSync(file, 2000, 2000)
    expect([cache.has('content'), cache.has('mtime')]).toEqual([true, false])
    appendFileSync(file, 'b')
    utimesSync(file, 1000, 1000)
    expect([cache.has('content'), cache.has('mtime')]).toEqual([false, true])
  })

  it('B6 keeps nothing that was computed while its files changed', async () => {
    const dir = temporaryDir({ 'in.txt': 'a' })
    const { cache, warnings } = openLibrary()
    await cache.getOrCompute('./x', () => appendFileSync(join(dir, 'in.txt'), 'b'), { files: [join(dir, 'in.txt')] })
    expect(cache.has('./x')).toBe(false)
    expect(warnings[0]!.message).toContain('in.txt was changed while it was computed')
  })

  it('B4 uses nothing with a limited life that comes from the future', async () => {
    const opened = openLibrary()
    opened.cache.set('./limited', 1, { ttl: 3_600_000 })
    opened.cache.set('./free', 1)
    await opened.cache.flush()
    await withClock(-60_000, () => {
      expect([opened.cache.has('./limited'), opened.cache.has('./free'), opened.cache.has('./free', { maxAge: 1000 })]).toEqual([false, true, false])
    })
    expect(opened.cache.has('./limited')).toBe(true)
    await withClock(3_600_001, () => expect(opened.cache.has('./limited')).toBe(false))
  })
})
