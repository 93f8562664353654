import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CacheOptionError, asyncCache, cached, caches, diskCache, fileCache, memoryCache } from '../../src/library'
import { counted } from '../support/library'
import { temporaryDir } from '../support/temp'
import { filesBelow } from '../support/tree'
import { compiled } from './compiled'

describe('decorators for functions', () => {
  it.each([
    ['lru', ['a', 'b', 'a', 'c', 'a', 'b'], 'b'],
    ['fifo', ['a', 'b', 'a', 'c', 'b', 'a'], 'a'],
    ['lfu', ['a', 'a', 'a', 'b', 'c', 'a', 'b'], 'b'],
  ] as const)('E1 keep results in memory up to a number of entries (%s)', (policy, calls, last) => {
    const { fn, calls: count } = counted((key: string) => `${key}!`)
    const wrapped = memoryCache({ maxEntries: 2, policy })(fn)
    for (const key of calls)
      expect(wrapped(key)).toBe(`${key}!`)
    expect(count()).toBe(4)
    expect(calls.at(-1)).toBe(last)
    expect(wrapped.cache.stats()).toMatchObject({ entries: 2, misses: 4, hits: calls.length - 4 })
  })

  it('E1 keep them for a time', async () => {
    const { fn, calls } = counted((n: number) => n)
    const short = memoryCache({ ttl: 1 })(fn)
    short(1)
    await sleep(10)
    short(1)
    expect(calls()).toBe(2)
    const long = memoryCache({ ttl: 3_600_000 })(fn)
    expect([long(1), long(1), calls()]).toEqual([1, 1, 3])
  })

  it('E2 keep results on disk, in a folder with a limit, for the next process', async () => {
    const dir = temporaryDir()
    const { fn, calls } = counted((id: string) => ({ id, data: 'x'.repeat(1000) }))
    const report = (): ReturnType<typeof diskCache> => diskCache({ dir, folderName: 'reports', key: './report', maxSize: 5000 })
    const first = report()(fn)
    first('a')
    await first.cache.close()
    const second = report()(fn)
    expect([second('a').id, calls()]).toEqual(['a', 1])
    for (let index = 0; index < 20; index++)
      second(`b${index}`)
    await second.cache.flush()
    expect(second.cache.stats().size).toBeLessThanOrEqual(5000)
    expect(second.cache.stats().entries).toBeGreaterThan(0)
    expect(filesBelow(join(dir, 'library-v1/reports')).length).toBeGreaterThan(0)
    await second.cache.close()
    const limited = diskCache({ dir, key: './limited', ttl: 1 })(fn)
    limited('x')
    await sleep(10)
    limited('x')
    expect(calls()).toBe(23)
    await limited.cache.close()
  })

  it('E2 do not meet results of other code, and need a name', async () => {
    const dir = temporaryDir()
    const one = diskCache({ dir, key: './f' })((n: number) => n + 1)
    expect(one(1)).toBe(2)
    await one.cache.close()
    const two = diskCache({ dir, key: './f' })((n: number) => n + 2)
    expect(two(1)).toBe(3)
    await two.cache.close()
    expect(() => diskCache({ dir })((() => () => 1)())).toThrow('a function without a name needs the option "key"')
  })

  it('E3 keep large binary results in files, compressed if asked for', async () => {
    const dir = temporaryDir()
    const { fn, calls } = counted((size: number) => new Float64Array(size).fill(1.5))
    const sizes = await Promise.all([undefined, 'gzip', 'brotli'].map(async (compress) => {
      const folder = join(dir, String(compress))
      const large = (): ReturnType<typeof fileCache> => fileCache({ dir: folder, key: './array', compress: compress as 'gzip' })
      const first = large()(fn)
      first(100_000)
      await first.cache.close()
      const before = calls()
      const second = large()(fn)
      expect(second(100_000)).toStrictEqual(new Float64Array(100_000).fill(1.5))
      expect(calls()).toBe(before)
      return second.cache.stats().size
    }))
    expect(sizes[0]).toBeGreaterThan(800_000)
    expect(Math.max(sizes[1]!, sizes[2]!)).toBeLessThan(80_000)
  })

  it('E4 compute once for concurrent identical calls, and not again after an error', async () => {
    const { fn, calls } = counted(async (n: number) => {
      await sleep(5)
      if (n < 0)
        throw new Error('negative')
      return n
    })
    const wrapped = asyncCache()(fn)
    expect(await Promise.all([wrapped(1), wrapped(1), wrapped(2), wrapped(1)])).toEqual([1, 1, 2, 1])
    expect(await wrapped(1)).toBe(1)
    expect(calls()).toBe(2)
    const failed = await Promise.allSettled([wrapped(-1), wrapped(-1)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(calls()).toBe(3)
    await expect(wrapped(-1)).rejects.toThrow('negative')
    expect(calls()).toBe(4)
  })

  it('E5 choose by what is asked for, and say what they chose', () => {
    const dir = temporaryDir()
    const named = (n: number): number => n
    expect(cached()(named).cache.picked).toEqual({ engine: 'memory', reason: 'nothing asks for more' })
    expect(cached({ dir })(named).cache.picked).toEqual({ engine: 'disk', reason: 'values are to persist' })
    expect(cached({ dir, folderName: 'x' })(named).cache.picked.engine).toBe('disk')
    expect(cached({ dir, large: true })(named).cache.picked).toEqual({ engine: 'file', reason: 'values are large' })
    expect(cached({ dir, compress: 'gzip' })(named).cache.picked).toEqual({ engine: 'file', reason: 'values are to be compressed' })
    expect(cached({ dir })(named)(5)).toBe(5)
  })

  it('E5 compute once for concurrent calls, and take memory, with a note, where there can be no folder', async () => {
    const dir = temporaryDir({ file: 'not a folder' })
    const { fn, calls } = counted(async (n: number) => {
      await sleep(5)
      return n
    })
    const elsewhere = cached({ dir: join(dir, 'file'), key: './n', log: 'silent' })(async (n: number) => fn(n))
    expect(await Promise.all([elsewhere(1), elsewhere(1), elsewhere(2)])).toEqual([1, 1, 2])
    expect(calls()).toBe(2)
    expect(elsewhere.cache.picked).toMatchObject({ engine: 'memory', note: expect.stringContaining('the engine disk is not available') as string })
  })

  it('E7 name the option that is wrong', () => {
    expect(() => memoryCache({ maxEntries: 0 })).toThrow(CacheOptionError)
    expect(() => memoryCache({ maxEntries: 0 })).toThrow('the option "maxEntries" is 0, it must be a whole number from 1')
    expect(() => diskCache({ folderName: '../x' })).toThrow('the option "folderName" is "../x"')
  })
})

describe('decorators for methods', () => {
  it('E11 keep results by object, and by what it stands for on disk', async () => {
    const dir = temporaryDir()
    const { createClasses, createUnnamed } = await compiled()
    const { Counter, calls } = createClasses(dir)
    const [two, three] = [new Counter(2), new Counter(3)]
    expect([two.times(1), two.times(1), three.times(1)]).toEqual([2, 2, 3])
    expect(await Promise.all([two.slowly(1), two.slowly(1), three.slowly(1)])).toEqual([2, 2, 3])
    expect([two.forever(1), new Counter(2).forever(1), three.forever(1)]).toEqual([2, 2, 3])
    expect([Counter.numbers(4), Counter.numbers(4)]).toEqual([new Float64Array([4, 2]), new Float64Array([4, 2])])
    expect([two.any(1), two.any(1)]).toEqual([1, 1])
    expect(calls).toEqual(['times 1', 'times 1', 'slowly 1', 'slowly 1', 'forever 1', 'forever 1', 'numbers 4', 'any 1'])
    expect(() => createUnnamed(dir).forever(1)).toThrow('Give its class a method [cacheKey]()')
  })
})

describe('functions of a decorator', () => {
  it('E9 are among the live caches', () => {
    const wrapped = memoryCache()(() => 1)
    expect(caches.list()).toContain(wrapped.cache)
  })
})
