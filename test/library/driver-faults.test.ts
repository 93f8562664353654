import { setTimeout as sleep } from 'node:timers/promises'
import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { type AsyncCache, type CacheWarning, createCache } from '../../src/library'
import { temporaryDir } from '../support/temp'

type Driver = ReturnType<typeof memoryDriver>
type Method = 'getItem' | 'setItem' | 'removeItem' | 'getKeys'

/** A driver of which some methods fail as long as they are named in `failing`. */
function failingDriver(): { driver: Driver, failing: Set<Method> } {
  const driver = memoryDriver()
  const failing = new Set<Method>()
  const fail = (method: Method): object => {
    const real = driver[method]!.bind(driver) as (...args: unknown[]) => unknown
    return { [method]: (...args: unknown[]) => (failing.has(method) ? Promise.reject(new Error(`${method} is not allowed`)) : real(...args)) }
  }
  return { failing, driver: { ...driver, ...fail('getItem'), ...fail('setItem'), ...fail('removeItem'), ...fail('getKeys') } }
}

function open(backend: Driver | ReturnType<typeof createStorage>): { cache: AsyncCache, warnings: CacheWarning[] } {
  const warnings: CacheWarning[] = []
  return { warnings, cache: createCache({ backend, dir: temporaryDir(), log: 'silent', onWarning: warning => warnings.push(warning) }) }
}

describe('a driver of unstorage that cannot write', () => {
  it.each(['a driver', 'a storage'])('C5 takes the old value with it, for others as well (%s)', async (what) => {
    const { driver, failing } = failingDriver()
    const backend = what === 'a driver' ? driver : createStorage({ driver })
    const { cache, warnings } = open(backend)
    await cache.set('./a', 'old')
    failing.add('setItem')
    await cache.set('./a', 'new')
    expect([await cache.get('./a'), await cache.has('./a'), (await cache.stats()).entries]).toEqual([undefined, false, 0])
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('./a (setItem is not allowed)')])
    expect(await open(backend).cache.get('./a')).toBeUndefined()
    failing.clear()
    await cache.set('./a', 'newer')
    expect(await cache.get('./a')).toBe('newer')
  })

  it('C5 hides the old value where it cannot remove it either, and removes it when it can', async () => {
    const { driver, failing } = failingDriver()
    const { cache } = open(driver)
    await cache.set('./a', 'old')
    failing.add('setItem').add('removeItem')
    await cache.set('./a', 'new')
    expect([await cache.get('./a'), (await cache.stats()).entries]).toEqual([undefined, 0])
    failing.clear()
    await cache.flush()
    expect(await open(driver).cache.get('./a')).toBeUndefined()
  })

  it('C5 takes a value for lost when it only reads', async () => {
    const driver = memoryDriver()
    await open(driver).cache.set('./a', 'old')
    const { cache, warnings } = open({ ...driver, setItem: undefined, removeItem: undefined } as unknown as Driver)
    expect(await cache.get('./a')).toBe('old')
    await cache.set('./a', 'new')
    expect([await cache.get('./a'), warnings.length]).toEqual([undefined, 1])
  })
})

describe('a driver of unstorage that cannot read', () => {
  it('C5 removes what is deleted all the same', async () => {
    const { driver, failing } = failingDriver()
    const { cache, warnings } = open(driver)
    await cache.set('./a', 'old')
    failing.add('getItem')
    await cache.delete('./a')
    expect(warnings).toHaveLength(1)
    failing.clear()
    expect(await cache.get('./a')).toBeUndefined()
  })
})

describe('a driver of unstorage that cannot remove', () => {
  it('C5 does not give what was deleted, with a warning, until it is set again', async () => {
    const { driver, failing } = failingDriver()
    const { cache, warnings } = open(driver)
    await cache.set('./a', 1)
    failing.add('removeItem')
    expect([await cache.delete('./a'), await cache.get('./a'), (await cache.inventory()).children]).toEqual([true, undefined, []])
    expect(warnings[0]!.message).toContain('removeItem is not allowed')
    await cache.set('./a', 2)
    expect(await cache.get('./a')).toBe(2)
  })

  it.each(['removeItem', 'getKeys'] as const)('C5 does not give what was cleared, but what was set since, and removes it with the next flush (%s)', async (method) => {
    const { driver, failing } = failingDriver()
    const { cache, warnings } = open(driver)
    for (const key of ['./a', './b', './c'])
      await cache.set(key, 'old')
    failing.add(method)
    await cache.clear()
    expect(warnings).toHaveLength(1)
    await cache.set('./b', 'new')
    expect(await Promise.all(['./a', './b', './c'].map(key => cache.get(key)))).toEqual([undefined, 'new', undefined])
    failing.clear()
    expect((await cache.stats()).entries).toBe(1)
    await cache.close()
    const later = open(driver).cache
    expect(await Promise.all(['./a', './b', './c'].map(key => later.get(key)))).toEqual([undefined, 'new', undefined])
    await later.set('./a', 'of another process')
    expect(await cache.get('./a')).toBe('of another process')
  })

  it('C5 loses nothing that is set while it removes what was left', async () => {
    const { driver, failing } = failingDriver()
    const { cache } = open(driver)
    await cache.set('./a', 'old')
    failing.add('removeItem')
    await cache.clear()
    failing.clear()
    const flushed = cache.flush()
    const set = cache.set('./a', 'new')
    await Promise.all([flushed, set, sleep(5)])
    expect(await cache.get('./a')).toBe('new')
    expect(await open(driver).cache.get('./a')).toBe('new')
  })
})
