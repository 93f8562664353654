import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { AsyncCache, BackendCacheOptions, Cache, CacheOptions, CacheWarning, SetOptions } from '../../src/library'
import { sampleValues } from '../support/values'

export interface Subject {
  open: (options?: Omit<CacheOptions, 'engine'> & Omit<BackendCacheOptions, 'backend'>) => Cache | AsyncCache
  /** False when entries end with the cache. */
  isPersistent: boolean
  warnings: CacheWarning[]
}

/** What every engine and every backend has to do. `C1` is that they all do it. */
export function describeContract(create: () => Promise<Subject> | Subject): void {
  it('C1 gives back what was set, has it, deletes it, and says what is not there', async () => {
    const { open } = await create()
    const cache = open()
    expect(await cache.get('./a')).toBeUndefined()
    expect(await cache.get('./a', { default: 5 })).toBe(5)
    expect(await cache.has('./a')).toBe(false)
    await cache.set('./a', { deep: [1, 'two'] })
    await cache.set('./nothing', undefined)
    expect(await cache.get('./a')).toEqual({ deep: [1, 'two'] })
    expect([await cache.has('./a'), await cache.has('./nothing'), await cache.get('./nothing', { default: 1 })]).toEqual([true, true, undefined])
    await cache.set('./a', 'new')
    expect(await cache.get('./a')).toBe('new')
    expect([await cache.delete('./a'), await cache.delete('./a'), await cache.has('./a')]).toEqual([true, false, false])
    await cache.close()
  })

  it('C1 keeps entries apart by name, version, params and cache', async () => {
    const { open } = await create()
    const cache = open()
    await cache.set('./a', 1)
    await cache.set('./A', 2)
    await cache.set('./a/b', 3, { params: { x: 1, y: 2 } })
    expect([await cache.get('./a'), await cache.get('./A'), await cache.get('./a@2')]).toEqual([1, 2, undefined])
    expect(await cache.get('./a/b', { params: { y: 2, x: 1 } })).toBe(3)
    expect(await cache.get('./a/b', { params: { x: 1 } })).toBeUndefined()
    await cache.flush()
    expect(await open({ name: 'other' }).get('./a')).toBeUndefined()
    await cache.close()
  })

  it('C1 does not give an old value when a new one cannot be kept', async () => {
    const { open, warnings, isPersistent } = await create()
    const cache = open()
    const refused: [value: unknown, options: SetOptions][] = [[[1].values(), {}], [1, { files: [tmpdir()] }]]
    // In memory everything else can be kept.
    for (const [value, options] of isPersistent ? [...refused, [() => 1, {}] as const] : refused) {
      await cache.set('./a', 'old')
      await cache.set('./a', value, options)
      expect([await cache.get('./a'), warnings.length]).toEqual([undefined, 1])
      warnings.splice(0)
    }
    await cache.close()
  })

  it('C1 clears, counts and lists', async () => {
    const { open } = await create()
    const cache = open({ name: 'listed' })
    for (const key of ['./a', './dir/b', './dir/c'])
      await cache.set(key, 'x'.repeat(100))
    await cache.get('./a')
    await cache.get('./none')
    expect(await cache.stats()).toMatchObject({ name: 'listed', hits: 1, misses: 1, sets: 3, entries: 3 })
    const { children } = await cache.inventory()
    expect(children.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['folder dir', 'file a'])
    await cache.clear()
    expect([await cache.get('./a'), (await cache.stats()).entries]).toEqual([undefined, 0])
    await cache.set('./a', 'again')
    expect(await cache.get('./a')).toBe('again')
    await cache.close()
  })

  it('C3 lets entries expire, and lives on where there is time left', async () => {
    const { open, isPersistent } = await create()
    const cache = open({ ttl: 3_600_000 })
    await cache.set('./long', 1)
    await cache.set('./short', 2, { ttl: 1 })
    await sleep(5)
    expect([await cache.get('./long'), await cache.get('./short'), await cache.get('./long', { maxAge: 1 })]).toEqual([1, undefined, undefined])
    await cache.close()
    const again = open()
    expect([await again.get('./long'), await again.get('./short')]).toEqual([isPersistent ? 1 : undefined, undefined])
    await again.close()
  })

  it('C1 computes once for concurrent calls, again after an error, and keeps what was computed', async () => {
    const { open, isPersistent } = await create()
    const cache = open()
    let calls = 0
    const slow = async (n: number): Promise<number> => {
      calls++
      await sleep(5)
      return n * 2
    }
    expect(await Promise.all([1, 2, 3].map(() => cache.getOrCompute('./n', slow, { args: [21] })))).toEqual([42, 42, 42])
    expect(calls).toBe(1)
    await expect(cache.getOrCompute('./bad', () => Promise.reject(new Error('not today')))).rejects.toThrow('not today')
    expect(await cache.getOrCompute('./bad', () => 'today')).toBe('today')
    const wrapped = (cache as AsyncCache).wrap(slow, { key: './slow' })
    expect([await wrapped(2), await wrapped(2), await wrapped(3)]).toEqual([4, 4, 6])
    expect(calls).toBe(3)
    await cache.close()
    const again = open()
    expect(await again.getOrCompute('./n', slow, { args: [21] })).toBe(42)
    expect(calls).toBe(isPersistent ? 3 : 4)
    await again.close()
  })

  it('C1 keeps all kinds of values', async () => {
    const { open, warnings, isPersistent } = await create()
    const cache = open()
    for (const [name, value] of Object.entries(sampleValues()))
      await cache.set(`./${name}`, value)
    await cache.flush()
    expect(warnings).toEqual([])
    const other = isPersistent ? (await cache.close(), open()) : cache
    for (const [name, value] of Object.entries(sampleValues()))
      expect(await other.get(`./${name}`), name).toStrictEqual(value)
    await other.close()
  })
}
