import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CacheStateError, overrideSessionId, sessionId } from '../../src/library'
import { openLibrary } from '../support/library'

describe('load and unload', () => {
  it('B9 forgets what was set while loading, and clears volatile members', async () => {
    const { cache } = openLibrary()
    const owner: { data: string | undefined } = { data: 'large' }
    cache.set('before', 0)
    await cache.load(async () => {
      cache.set('before', 1)
      await sleep(1)
      cache.set('volatile', 2)
      await cache.getOrCompute('computed', () => 2)
      cache.wrap(() => 2, { key: 'wrapped' })()
      cache.set('./disk', 3)
      cache.addVolatile(owner, 'data')
    })
    cache.set('after', 4)
    expect([cache.isLoaded, cache.get('volatile'), owner.data]).toEqual([true, 2, 'large'])
    expect(['computed', 'wrapped()'].map(key => cache.has(key))).toEqual([true, true])
    cache.unload()
    expect(['before', 'volatile', './disk', 'after'].map(key => cache.get(key))).toEqual([1, undefined, 3, 4])
    expect(['computed', 'wrapped()'].map(key => cache.has(key))).toEqual([false, false])
    expect([cache.isLoaded, owner.data]).toEqual([false, undefined])
  })

  it('B9 takes what others set at the same time for theirs', async () => {
    const { cache } = openLibrary()
    const loading = cache.load(() => sleep(5))
    cache.set('mine', 1)
    await loading
    cache.unload()
    expect(cache.get('mine')).toBe(1)
  })

  it('B9 fails when it is loaded or unloaded twice, and is unloaded when loading fails', async () => {
    const { cache } = openLibrary()
    expect(() => cache.unload()).toThrow(CacheStateError)
    await cache.load()
    await expect(cache.load()).rejects.toThrow('load() was called twice')
    cache.unload()
    await expect(cache.load(() => {
      cache.set('half', 1)
      throw new Error('no')
    })).rejects.toThrow('no')
    expect([cache.isLoaded, cache.get('half')]).toEqual([false, undefined])
  })

  it.each(['plain', './path'])('B9 forgets what took the place of something out of date (%s)', async (key) => {
    const before = sessionId()
    const { cache } = openLibrary({ engine: 'memory' })
    cache.set(key, 'old', { ttl: 1 })
    await sleep(5)
    await cache.load(() => cache.set(key, 'loaded'))
    cache.unload()
    expect(cache.get(key)).toBeUndefined()
    cache.set(key, 'old', { version: 0 })
    try {
      overrideSessionId(`${before}+`)
      await cache.load(() => cache.set(key, 'loaded', { version: 0 }))
      cache.unload()
      expect(cache.get(key, { version: 0 })).toBeUndefined()
    }
    finally {
      overrideSessionId(before)
    }
  })

  it('B9 is unloaded when it is closed, also while it loads, and can be used again', async () => {
    const { cache } = openLibrary()
    const owner: { data: number | undefined } = { data: 1 }
    await cache.load(() => cache.addVolatile(owner, 'data'))
    await cache.close()
    expect([owner.data, cache.isLoaded]).toEqual([undefined, false])
    owner.data = 2
    const loading = cache.load(async () => {
      await sleep(5)
      cache.set('late', 1)
      cache.addVolatile(owner, 'data')
    })
    await cache.close()
    await loading
    expect([owner.data, cache.isLoaded, cache.get('late')]).toEqual([undefined, false, undefined])
    await cache.load(() => cache.set('again', 1))
    expect([cache.isLoaded, cache.get('again')]).toEqual([true, 1])
    cache.set('./a', 1)
    await cache.close()
    expect([cache.get('again'), cache.get('./a')]).toEqual([undefined, 1])
    await cache.close()
  })
})
