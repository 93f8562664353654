import { describe, expect, it } from 'vitest'
import { openLibrary, reopen } from '../support/library'

const MILLION = 1_000_000

describe('many entries', () => {
  it.each(['lru', 'lfu', 'fifo'] as const)('E1 stay within the bound of memory: a million keys (%s)', (policy) => {
    const { cache } = openLibrary({ engine: 'memory', maxEntries: 10_000, policy })
    for (let index = 0; index < MILLION; index++)
      cache.set(`key${index}`, index)
    expect(cache.stats().entries).toBe(10_000)
    expect([cache.get(`key${MILLION - 1}`), cache.get('key0')]).toEqual([MILLION - 1, undefined])
  })

  it('E2 are all there again on disk: a hundred thousand keys', async () => {
    const opened = openLibrary()
    for (let index = 0; index < 100_000; index++)
      opened.cache.set(`./key${index}`, `value ${index}`)
    await opened.cache.flush()
    for (let index = 0; index < 100_000; index += 1000)
      opened.cache.set(`./key${index}`, `new value ${index}`)
    opened.cache.delete('./key1')
    const { cache, warnings } = await reopen(opened)
    expect(cache.stats()).toMatchObject({ entries: 99_999 })
    for (let index = 0; index < 100_000; index++) {
      const value = index === 1 ? undefined : `${index % 1000 === 0 ? 'new ' : ''}value ${index}`
      if (cache.get(`./key${index}`) !== value)
        expect.unreachable(`key${index} is ${String(cache.get(`./key${index}`))}`)
    }
    await cache.clear()
    expect([cache.stats().entries, warnings]).toEqual([0, []])
  })

  it('E2 keep what was used last when the disk is limited, in many small commits', async () => {
    const opened = openLibrary({ maxSize: 100_000 })
    for (let index = 0; index < 60; index++) {
      opened.cache.set(`./key${index}`, String(index).padEnd(5000))
      await opened.cache.flush()
    }
    const { cache } = await reopen(opened)
    const { entries, size } = cache.stats()
    expect(size).toBeLessThanOrEqual(100_000)
    expect(entries).toBeGreaterThan(10)
    for (let index = 59; index > 59 - entries; index--)
      expect(cache.get<string>(`./key${index}`)).toBe(String(index).padEnd(5000))
  })
})
