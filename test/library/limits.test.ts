import { mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLibrary, withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { bundleScript, runNode } from '../support/processes'
import { filesBelow } from '../support/tree'

const HOUR_MS = 60 * 60 * 1000
const ENGINES = ['disk', 'file'] as const

describe('the bound of memory', () => {
  it('E1 takes no room before it is used, however large it is', async () => {
    const script = await bundleScript(`
      import { createCache } from '@src/library'
      const cache = createCache({ engine: 'memory', maxEntries: 2 ** 31 })
      cache.set('a', 1)
      process.stdout.write(String(cache.get('a')))`)
    expect(await runNode([script])).toMatchObject({ code: 0, stdout: '1' })
    const before = process.memoryUsage()
    const caches = Array.from({ length: 300 }, () => openLibrary({ engine: 'memory' }).cache)
    const after = process.memoryUsage()
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(20_000_000)
    expect(caches).toHaveLength(300)
  })
})

describe('the limits of a folder', () => {
  it.each(ENGINES)('E2 refuse a value that is too large by itself, and keep all others (%s engine)', async (engine) => {
    const { cache, warnings } = openLibrary({ engine, maxSize: 100_000 })
    for (let index = 0; index < 50; index++)
      cache.set(`./${index}`, Buffer.alloc(500))
    cache.set('./large', Buffer.alloc(200_000))
    await cache.flush()
    expect(cache.stats().entries).toBe(50)
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('./large is larger than the option maxSize')])
  })

  it('E3 hold between flushes as well (file engine)', () => {
    const { cache, dir } = openLibrary({ engine: 'file', maxSize: 1_000_000 })
    for (let index = 0; index < 30; index++)
      cache.set(`./${index}`, Buffer.alloc(900_000))
    expect(filesBelow(dir).filter(path => path.endsWith('.bin')).length).toBeLessThan(3)
  })

  it.each(ENGINES)('E2 spare what was read last (%s engine)', async (engine) => {
    const { cache } = openLibrary({ engine, maxSize: 10_000 })
    for (const key of ['./a', './b', './c']) {
      cache.set(key, Buffer.alloc(2900))
      await cache.flush()
      await sleep(15)
    }
    cache.get('./a')
    await sleep(15)
    cache.set('./d', Buffer.alloc(2900))
    await cache.flush()
    expect(['./a', './b', './d'].map(key => cache.has(key))).toEqual([true, false, true])
  })

  it.each(ENGINES)('E2 spare what is read more often than keepUnused (%s engine)', async (engine) => {
    const { cache, dir } = openLibrary({ engine, keepUnused: HOUR_MS })
    cache.set('./a', 1)
    await cache.close()
    await withClock(0.7 * HOUR_MS, async () => {
      const again = openLibrary({ engine, dir, keepUnused: HOUR_MS }).cache
      expect(again.get('./a')).toBe(1)
      await again.close()
    })
    await withClock(1.4 * HOUR_MS, async () => {
      const again = openLibrary({ engine, dir, keepUnused: HOUR_MS }).cache
      again.set('./b', 1)
      await again.close()
      expect(openLibrary({ engine, dir }).cache.get('./a')).toBe(1)
    })
  })
})

describe('a folder that cannot be written', () => {
  it.for(ENGINES)('C5 gives old entries without a word (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=4m')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ engine, dir: mounted.dir })
    for (let index = 0; index < 40; index++)
      cache.set(`./${index}`, index)
    await cache.close()
    for (const path of filesBelow(mounted.dir).filter(path => path.endsWith('.bin')))
      utimesSync(path, Date.now() / 1000 - 50_000, Date.now() / 1000 - 50_000)
    mounted.remount('ro')
    await withClock(7 * HOUR_MS, async () => {
      const { cache: old, warnings } = openLibrary({ engine, dir: mounted.dir })
      for (let index = 0; index < 40; index++) {
        expect(old.get(`./${index}`)).toBe(index)
        if (index % 10 === 0)
          await old.flush()
      }
      expect(warnings).toEqual([])
      expect(() => old.delete('./1')).not.toThrow()
      await old.close()
      expect(warnings.length).toBeGreaterThan(0)
    })
  })

  it('C5 gives statistics when a folder in it cannot be read', () => {
    const { cache, dir, warnings } = openLibrary({ engine: 'file' })
    cache.set('./a', 1)
    const folder = join(dir, 'library-v1/default/values')
    mkdirSync(folder, { recursive: true })
    symlinkSync('zz', join(folder, 'zz'))
    expect(cache.stats().entries).toBe(1)
    expect(readdirSync(folder)).toHaveLength(2)
    expect(warnings[0]!.message).toContain('zz')
  })
})
