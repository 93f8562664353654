import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { type AsyncCache, type Cache, createCache } from '../../src/library'
import { openLibrary } from '../support/library'
import { temporaryDir } from '../support/temp'

interface Work {
  compute: () => Promise<string>
  /** Settles when it was begun so many times. */
  begun: (times?: number) => Promise<void>
  /** Lets the oldest one end. */
  finish: (value: string) => void
  calls: () => number
}

/** A computation that ends when it is told to. */
function work(): Work {
  const running: ((value: string) => void)[] = []
  const waiting: { times: number, resolve: () => void }[] = []
  let calls = 0
  return {
    calls: () => calls,
    finish: value => running.shift()!(value),
    begun: (times = 1) => new Promise((resolve) => {
      if (calls >= times)
        return resolve()
      waiting.push({ times, resolve })
    }),
    compute() {
      calls++
      waiting.filter(({ times }) => calls >= times).forEach(({ resolve }) => resolve())
      return new Promise(resolve => running.push(resolve))
    },
  }
}

type Subject = [where: string, key: string, open: (dir: string) => Cache | AsyncCache]

const SUBJECTS: Subject[] = [
  ['in memory', 'x', dir => openLibrary({ dir }).cache],
  ['on disk', './x', dir => openLibrary({ dir }).cache],
  ['in a file', './x', dir => openLibrary({ dir, engine: 'file' }).cache],
  ['in a storage', './x', () => createCache({ backend: memoryDriver(), log: 'silent' })],
  ['in a late backend', './x', () => createCache({ backend: () => Promise.resolve(memoryDriver()), log: 'silent' })],
]

const WAYS: [how: string, remove: (cache: Cache | AsyncCache, key: string) => unknown][] = [
  ['deleted', async (cache, key) => cache.delete(key)],
  ['cleared', async cache => cache.clear()],
]

describe.each(SUBJECTS)('a value that is computed (%s)', (where, key, open) => {
  it.each(WAYS)('E4 is given to those who wait and not kept when it is %s meanwhile', async (_how, remove) => {
    const cache = open(temporaryDir())
    const { compute, begun, finish, calls } = work()
    const waiting = [cache.getOrCompute(key, compute), cache.getOrCompute(key, compute)]
    await begun()
    await remove(cache, key)
    finish('old')
    expect(await Promise.all(waiting)).toEqual(['old', 'old'])
    expect(await cache.has(key)).toBe(false)
    const again = cache.getOrCompute(key, compute)
    await begun(2)
    finish('new')
    expect([await again, await cache.get(key), calls()]).toEqual(['new', 'new', 2])
    await cache.close()
  })

  it('E4 is computed anew for those who ask after it was deleted', async () => {
    const cache = open(temporaryDir())
    const { compute, begun, finish, calls } = work()
    const first = cache.getOrCompute(key, compute)
    await begun()
    await cache.delete(key)
    const second = cache.getOrCompute(key, compute)
    finish('old')
    await begun(2)
    const third = cache.getOrCompute(key, compute)
    finish('new')
    expect([await first, await second, await third]).toEqual(['old', 'new', 'new'])
    expect([await cache.get(key), calls()]).toEqual(['new', 2])
    await cache.close()
  })

  it('E4 is kept when something else is deleted', async () => {
    const cache = open(temporaryDir())
    const { compute, begun, finish } = work()
    const value = cache.getOrCompute(key, compute)
    await begun()
    await cache.delete(`${key}y`)
    await cache.delete(where === 'in memory' ? './x' : 'x')
    finish('value')
    expect([await value, await cache.get(key)]).toEqual(['value', 'value'])
    await cache.close()
  })

  it('E4 is not kept when it is the result of a function', async () => {
    const cache = open(temporaryDir()) as AsyncCache
    for (const async of [true, false]) {
      const { compute, begun, finish, calls } = work()
      const wrapped = cache.wrap((_n: number) => compute(), { key: `${key}${async}`, async })
      const value = wrapped(1)
      await begun()
      await cache.delete(wrapped.keyFor(1))
      finish('old')
      expect(await value).toBe('old')
      const again = wrapped(1)
      await begun(2)
      finish('new')
      expect([await again, await wrapped(1), calls()]).toEqual(['new', 'new', 2])
    }
    await cache.close()
  })
})

describe.each(SUBJECTS)('a value that is set (%s)', (_where, key, open) => {
  it('E4 stays when an older computation of it ends', async () => {
    const cache = open(temporaryDir())
    const { compute, begun, finish, calls } = work()
    const computed = cache.getOrCompute(key, compute)
    await begun()
    await cache.set(key, 'by hand')
    const later = cache.getOrCompute(key, compute)
    finish('old')
    expect([await computed, await later, await cache.get(key), calls()]).toEqual(['old', 'by hand', 'by hand', 1])
    await cache.close()
  })
})

describe('a value that is computed on disk', () => {
  it.each(['disk', 'file'] as const)('E4 is not kept when another cache of the folder deletes it, or removes it with all below (%s engine)', async (engine) => {
    const { cache, dir } = openLibrary({ engine })
    const other = openLibrary({ engine, dir }).cache
    const elsewhere = openLibrary({ engine, dir, name: 'other' }).cache
    const { compute, begun, finish } = work()
    cache.set('./b/c@2', 'of another version')
    await cache.flush()
    const values = ['./a', './b/c', './d'].map(key => cache.getOrCompute(key, compute))
    await begun(3)
    other.delete('./a')
    await (await other.remove('./b')).confirm()
    elsewhere.delete('./d')
    for (const value of values)
      finish(String(values.indexOf(value)))
    await Promise.all(values)
    expect(['./a', './b/c', './d'].map(key => cache.has(key))).toEqual([false, false, true])
    await Promise.all([cache, other, elsewhere].map(each => each.close()))
  })
})
