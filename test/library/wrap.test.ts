import { setTimeout as sleep } from 'node:timers/promises'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type AsyncCache, type Cache, type Cached, asyncCache, createCache, diskCache, memoryCache, withCache } from '../../src/library'
import { counted, openLibrary, reopen } from '../support/library'
import { temporaryDir } from '../support/temp'

describe('wrap', () => {
  it('B1 keeps results in memory for plain keys and on disk for path-like ones', async () => {
    const opened = openLibrary()
    const { fn, calls } = counted((a: number, b?: string) => [a, b])
    const wrappers = (): ((a: number, b?: string) => (string | number | undefined)[])[] => [opened.cache.wrap(fn), opened.cache.wrap(fn, { key: './pair' })]
    const results = wrappers().map(wrapped => [wrapped(1, 'x'), wrapped(1, 'x'), wrapped(1), wrapped(1, undefined)])
    expect(results[0]).toEqual([[1, 'x'], [1, 'x'], [1, undefined], [1, undefined]])
    expect(results[1]).toEqual(results[0])
    expect(calls()).toBe(6)
    const { cache } = await reopen(opened)
    expect(cache.wrap(fn, { key: './pair' })(1, 'x')).toEqual([1, 'x'])
    expect(calls()).toBe(6)
  })

  it('B1 keeps `this`, results that are promises, and errors that are thrown', async () => {
    const { cache } = openLibrary()
    const { fn, calls } = counted((n: number) => Promise.resolve(n * 2))
    for (const key of [undefined, './later']) {
      const wrapped = cache.wrap(fn, key === undefined ? {} : { key })
      const [first, second] = [wrapped(4), wrapped(4)]
      expect([first instanceof Promise, await first, await second, await wrapped(4)]).toEqual([true, 8, 8, 8])
    }
    expect(calls()).toBe(2)
    const owner = { factor: 3, times: cache.wrap(function (this: { factor: number }, n: number) { return n * this.factor }) }
    expect(owner.times(2)).toBe(6)
    const failing = cache.wrap(() => {
      throw new Error('no')
    })
    expect(failing).toThrow('no')
    expect(failing).toThrow('no')
  })

  it('B1 keeps two functions of one name apart, and on disk two versions of one', async () => {
    const { cache } = openLibrary()
    const [one, two] = [{ f: () => 1 }, { f: () => 2 }]
    expect([cache.wrap(one.f)(), cache.wrap(two.f)()]).toEqual([1, 2])
    expect([cache.wrap(one.f, { key: './f' })(), cache.wrap(two.f, { key: './f' })()]).toEqual([1, 2])
    const { fn, calls } = counted(() => 1)
    for (const options of [{ version: 1 }, { version: 2 }, { version: 2, hashVal: 'x' }, { version: 2, hashVal: 'x' }])
      cache.wrap(fn, { key: './v', ...options })()
    expect(calls()).toBe(3)
  })

  it('B6 depends on the files that a call names, and on the age that it allows', async () => {
    const { cache } = openLibrary()
    const { fn, calls } = counted((path: string) => path.length)
    const wrapped = cache.wrap(fn, { key: './length', files: path => [path] })
    wrapped(import.meta.filename)
    wrapped(import.meta.filename)
    expect(calls()).toBe(1)
    const young = cache.wrap(fn, { maxAge: 1 })
    young('x')
    await sleep(10)
    young('x')
    expect(calls()).toBe(3)
  })

  it('E4 computes once, in memory and on disk, and waits for nobody in between', async () => {
    const { cache } = openLibrary()
    for (const key of ['plain', './path']) {
      const { fn, calls } = counted(async (n: number) => {
        await sleep(5)
        return n
      })
      const wrapped = cache.wrap(fn, { key, async: true })
      expect(await Promise.all([wrapped(1), wrapped(2), wrapped(1)])).toEqual([1, 2, 1])
      expect([await wrapped(1), calls()]).toEqual([1, 2])
    }
  })

  it('E7 names an option that is wrong', () => {
    const { cache } = openLibrary()
    expect(() => cache.wrap(() => 1, { ttl: -5 })).toThrow('the option "ttl" is -5, it must be a number of milliseconds above 0')
    expect(() => cache.wrap(() => 1, { keyof: 5 } as never)).toThrow('there is no option "keyof"')
    expect(() => cache.wrap(() => 1, { key: '../x' })).toThrow('the key "../x" must start with')
  })

  it('B6 is not kept, with a warning, when a file that it depends on cannot be read', async () => {
    const { cache, dir, warnings } = openLibrary()
    expect(await cache.getOrCompute('./x', () => 1, { files: [dir] })).toBe(1)
    cache.set('./y', 1, { files: [dir] })
    expect([cache.has('./x'), cache.has('./y'), warnings.length]).toEqual([false, false, 2])
    expect(warnings[0]!.message).toContain(dir)
  })

  it('E11 keeps the name of the function and its number of arguments', () => {
    const { cache } = openLibrary()
    const pair = (a: number, b: number, ...more: number[]): number[] => [a, b, ...more]
    for (const wrapped of [cache.wrap(pair), cache.wrap(pair, { key: './pair' }), memoryCache()(pair)])
      expect([wrapped.name, wrapped.length, Object.keys(wrapped).includes('name')]).toEqual(['pair', 2, false])
  })

  it('keeps its signature, which the type checker sees', () => {
    const { cache } = openLibrary()
    const parse = (text: string, options?: { strict: boolean }): { nodes: number } => ({ nodes: text.length + Number(options?.strict) })
    const load = (url: URL): Promise<string> => Promise.resolve(url.href)
    expectTypeOf(cache.wrap(parse)).toExtend<typeof parse>()
    expectTypeOf(cache.wrap(parse)).parameters.toEqualTypeOf<[text: string, options?: { strict: boolean }]>()
    expectTypeOf(cache.wrap(parse)).returns.toEqualTypeOf<{ nodes: number }>()
    expectTypeOf(cache.wrap(load)).returns.toEqualTypeOf<Promise<string>>()
    expectTypeOf(memoryCache()(parse)).toExtend<Cached<typeof parse>>()
    expectTypeOf(diskCache({ dir: temporaryDir() })(load)).returns.toEqualTypeOf<Promise<string>>()
    expectTypeOf(asyncCache()(load)).parameters.toEqualTypeOf<[url: URL]>()
    // @ts-expect-error -- concurrent calls can only share a promise
    asyncCache()(parse)
    // @ts-expect-error -- a number is no text
    expect(() => cache.wrap(parse)(5)).not.toThrow()
    expect(cache.wrap(parse)('ab', { strict: true })).toEqual({ nodes: 3 })
  })

  it('gives promises only where a backend needs them, which the type checker sees', async () => {
    const cache = createCache({ backend: memoryDriver() })
    expectTypeOf(cache).toEqualTypeOf<AsyncCache>()
    expectTypeOf(cache.get<number>('x')).toEqualTypeOf<Promise<number | undefined>>()
    expectTypeOf(openLibrary().cache.get<number>('x')).toEqualTypeOf<number | undefined>()
    expectTypeOf(cache.getOrCompute('x', (a: number) => String(a), { args: [1] })).toEqualTypeOf<Promise<string>>()
    // @ts-expect-error -- it would have to answer at once
    cache.wrap((n: number) => n)
    await withCache({ backend: memoryDriver() }, inner => expectTypeOf(inner).toEqualTypeOf<AsyncCache>())
    await withCache({ engine: 'memory' }, inner => expectTypeOf(inner).toEqualTypeOf<Cache>())
    expect(await cache.get('x', { default: 1 })).toBeDefined()
  })
})
