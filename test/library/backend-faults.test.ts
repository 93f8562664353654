import { setTimeout as sleep } from 'node:timers/promises'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { type AsyncCache, type BackendPayload, type CacheBackend, type CacheWarning, createCache } from '../../src/library'
import { temporaryDir } from '../support/temp'

interface Fake extends CacheBackend { payload: BackendPayload | undefined, failLoads: number, failSaves: number, delays: number[] }

function fakeBackend(): Fake {
  return {
    payload: undefined,
    failLoads: 0,
    failSaves: 0,
    delays: [],
    load() {
      if (this.failLoads-- > 0)
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      return this.payload
    },
    async save(next) {
      await sleep(this.delays.shift() ?? 0)
      if (this.failSaves-- > 0)
        throw new Error('the server is busy')
      this.payload = next
    },
    clear() {
      this.payload = undefined
    },
  }
}

function open(backend: CacheBackend | ReturnType<typeof memoryDriver>): { cache: AsyncCache, warnings: CacheWarning[] } {
  const warnings: CacheWarning[] = []
  return { warnings, cache: createCache({ backend, dir: temporaryDir(), log: 'silent', onWarning: warning => warnings.push(warning) }) }
}

const keysIn = ({ payload }: Fake): string[] => Object.keys(payload?.caches.default?.entries ?? {}).sort()

async function filled(): Promise<Fake> {
  const backend = fakeBackend()
  const { cache } = open(backend)
  for (const key of ['./a', './b', './c'])
    await cache.set(key, 'old')
  await cache.close()
  return backend
}

describe('a backend that fails for a while', () => {
  it('C5 keeps what it holds when it could not be loaded once, under what was set and deleted since', async () => {
    const backend = await filled()
    backend.failLoads = 1
    const { cache } = open(backend)
    await cache.set('./a', 'new')
    await cache.delete('./b')
    await cache.close()
    expect(keysIn(backend)).toEqual(['./a', './c'])
    expect([await cache.get('./a'), await cache.get('./c')]).toEqual(['new', 'old'])
  })

  it('C5 is not saved to as long as nobody knows what it holds', async () => {
    const backend = await filled()
    backend.failLoads = 3
    const { cache } = open(backend)
    await cache.set('./d', 1)
    await cache.flush()
    expect(keysIn(backend)).toEqual(['./a', './b', './c'])
    await cache.flush()
    await cache.flush()
    expect(keysIn(backend)).toEqual(['./a', './b', './c', './d'])
  })

  it('C5 gets with the next flush what could not be saved', async () => {
    const backend = fakeBackend()
    const { cache, warnings } = open(backend)
    backend.failSaves = 1
    await cache.set('./a', 1)
    await cache.flush()
    expect(keysIn(backend)).toEqual([])
    await cache.flush()
    expect(keysIn(backend)).toEqual(['./a'])
    expect(warnings).toHaveLength(1)
  })

  it('C5 ends with the last of saves that overlap', async () => {
    const backend = fakeBackend()
    backend.delays = [60, 0]
    const { cache } = open(backend)
    await cache.set('./a', 1)
    const first = cache.flush()
    await sleep(10)
    await cache.set('./b', 1)
    await Promise.all([first, cache.flush()])
    expect(keysIn(backend)).toEqual(['./a', './b'])
  })

  it('C5 keeps what is set after a clear, whatever was to be saved before', async () => {
    const backend = await filled()
    backend.delays = [20]
    const { cache } = open(backend)
    await cache.set('./d', 1)
    void cache.flush()
    void cache.flush()
    await sleep(1)
    void cache.clear()
    await cache.set('./e', 1)
    await cache.flush()
    expect(keysIn(backend)).toEqual(['./e'])
  })

  it('C5 is waited for by close when a timer began to save', async () => {
    const backend = fakeBackend()
    backend.delays = [300]
    const { cache } = open(backend)
    await cache.set('./a', 1)
    await sleep(600)
    await cache.close()
    expect(keysIn(backend)).toEqual(['./a'])
  })
})

describe('a driver that is slow', () => {
  function slowDriver(delays: number[]): ReturnType<typeof memoryDriver> {
    const driver = memoryDriver()
    const setItem = driver.setItem!.bind(driver)
    return Object.assign(driver, {
      async setItem(...args: Parameters<typeof setItem>) {
        await sleep(delays.shift() ?? 0)
        await setItem(...args)
      },
    })
  }

  it('C5 ends with what was set last', async () => {
    const { cache } = open(slowDriver([40, 0]))
    void cache.set('./a', 'old')
    void cache.set('./a', 'new')
    await cache.flush()
    expect(await cache.get('./a')).toBe('new')
  })

  it('C5 deletes and clears what is still being set', async () => {
    const { cache } = open(slowDriver([40, 40]))
    void cache.set('./a', 1)
    expect(await cache.delete('./a')).toBe(true)
    expect(await cache.get('./a')).toBeUndefined()
    void cache.set('./b', 1)
    await cache.clear()
    await cache.flush()
    expect(await cache.get('./b')).toBeUndefined()
  })

  it('C5 gives statistics with a warning when its keys cannot be listed', async () => {
    const driver = Object.assign(memoryDriver(), { getKeys: () => Promise.reject(new Error('SCAN is not allowed')) })
    const { cache, warnings } = open(driver)
    await cache.set('./a', 1)
    expect(await cache.stats()).toMatchObject({ sets: 1, entries: 0 })
    expect((await cache.inventory()).children).toEqual([])
    expect(warnings[0]!.message).toContain('SCAN is not allowed')
  })
})
