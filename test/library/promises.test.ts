import { runInNewContext } from 'node:vm'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { CacheKeyError, CacheOptionError, asyncCache, createCache, memoryCache } from '../../src/library'
import { openLibrary } from '../support/library'

const callback = (): void => {}

describe('promises', () => {
  it('E4 are known in whichever realm they were made', async () => {
    let calls = 0
    const connect = runInNewContext('(function connect() { count(); return Promise.reject(new Error("down")) })', { count: () => calls++ }) as () => Promise<never>
    const cached = memoryCache()(connect)
    for (let index = 0; index < 3; index++)
      await expect(cached()).rejects.toThrow('down')
    expect(calls).toBe(3)
  })

  it('E4 are whatever has a method then, which is called once', async () => {
    let asked = 0
    const query = memoryCache()(() => ({ then: (resolve: (rows: number[]) => void) => (asked++, resolve([1])) }))
    expect([await query(), await query(), asked]).toEqual([[1], [1], 1])
    const failing = memoryCache()(() => ({ then: (_resolve: unknown, reject: (error: Error) => void) => (asked++, reject(new Error('down'))) }))
    for (let index = 0; index < 2; index++)
      await expect(Promise.resolve(failing())).rejects.toThrow('down')
    expect(asked).toBe(3)
  })
})

describe('errors of calls that give promises', () => {
  it('E4 come out of the promise', async () => {
    const { cache } = openLibrary()
    const calls = [
      () => cache.getOrCompute('1x', () => 1),
      () => cache.getOrCompute('x', (_callback: unknown) => 1, { args: [callback] }),
      () => cache.wrap(async (_callback: unknown) => Promise.resolve(1))(callback),
      () => asyncCache()(async (_callback: unknown) => Promise.resolve(1))(callback),
    ]
    for (const call of calls)
      await expect(call()).rejects.toThrow(CacheKeyError)
    expect(() => cache.wrap((_callback: unknown) => 1)(callback)).toThrow(CacheKeyError)
  })

  it('E4 come out of all promises of a backend', async () => {
    const cache = createCache({ backend: memoryDriver(), log: 'silent' })
    const calls = [() => cache.get('1x'), () => cache.has('1x'), () => cache.set('1x', 1), () => cache.delete('1x'), () => cache.getOrThrow('1x'), () => cache.getOrCompute('1x', () => 1)]
    for (const call of calls)
      await expect(call()).rejects.toThrow(CacheKeyError)
    await expect(cache.get('x', { typo: 1 } as object)).rejects.toThrow(CacheOptionError)
    await cache.close()
  })

  it('E10 name the place in the arguments', async () => {
    const { cache } = openLibrary()
    await expect(cache.getOrCompute('x', (_n: number, _options: object) => 1, { args: [1, { on: callback }] })).rejects.toMatchObject({ path: 'args[1].on' })
    expect(() => cache.get('x', { params: [callback] })).toThrow('params[0] is a function')
  })
})
