import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { type AsyncCache, type BackendPayload, type BackendSection, type CacheBackend, type CacheWarning, createCache, fileBackend } from '../../src/library'
import { withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { temporaryDir } from '../support/temp'

interface Kept extends CacheBackend { payload: unknown }

const sectionOf = ({ payload }: Kept): BackendSection => (payload as BackendPayload).caches.default!

/** What a user would write for a server: everything is one JSON text. */
function jsonBackend(payload?: unknown): Kept {
  return {
    payload,
    load() {
      return this.payload === undefined ? undefined : JSON.parse(JSON.stringify(this.payload)) as BackendPayload
    },
    save(next) {
      this.payload = next
    },
    clear() {
      this.payload = undefined
    },
  }
}

function open(backend: CacheBackend): { cache: AsyncCache, warnings: CacheWarning[] } {
  const warnings: CacheWarning[] = []
  return { warnings, cache: createCache({ backend, dir: temporaryDir(), log: 'silent', onWarning: warning => warnings.push(warning) }) }
}

async function saved(): Promise<Kept> {
  const backend = jsonBackend()
  const { cache } = open(backend)
  await cache.set('./limited', 1, { ttl: 60_000 })
  await cache.set('./free', 2)
  await cache.close()
  return backend
}

describe('a backend with load, save and clear', () => {
  it('C1 is saved with flush and cleared', async () => {
    const backend = jsonBackend()
    const { cache } = open(backend)
    await cache.set('./a', 1)
    expect(backend.payload).toBeUndefined()
    await cache.flush()
    expect(Object.keys(sectionOf(backend).entries)).toEqual(['./a'])
    await cache.clear()
    expect(backend.payload).toBeUndefined()
  })

  it('C1 that is full gives up what was used longest ago, also after it was loaded', async () => {
    const backend = jsonBackend()
    const bounded = (): AsyncCache => createCache({ backend, dir: temporaryDir(), maxEntries: 3, log: 'silent' })
    const first = bounded()
    for (const key of ['./a', './b', './c'])
      await first.set(key, key)
    await first.get('./a')
    await first.close()
    const second = bounded()
    await second.set('./d', './d')
    expect(await Promise.all(['./a', './b', './c', './d'].map(key => second.has(key)))).toEqual([true, false, true, true])
    await second.close()
  })

  it('C2 in a file creates folders, replaces the file at once and leaves nothing beside it', async () => {
    const dir = temporaryDir()
    const path = join(dir, 'deep/er/cache.json')
    const { cache } = open(fileBackend(path))
    await cache.set('./a', 1)
    await cache.flush()
    await cache.set('./a', 2)
    await cache.close()
    expect(readdirSync(join(dir, 'deep/er'))).toEqual(['cache.json'])
    expect(await open(fileBackend(path)).cache.get('./a')).toBe(2)
    await open(fileBackend(path)).cache.clear()
    expect(existsSync(path)).toBe(false)
  })

  it('C3 keeps the time that is left, less what passed since the save', async () => {
    const backend = await saved()
    expect(sectionOf(backend).entries['./limited']![1]).toBeGreaterThan(50_000)
    expect(sectionOf(backend).entries['./free']![1]).toBeNull()
    await withClock(59_000, async () => expect(await open(backend).cache.get('./limited')).toBe(1))
    await withClock(61_000, async () => {
      const { cache } = open(backend)
      expect([await cache.get('./limited'), await cache.get('./free')]).toEqual([undefined, 2])
      expect((await cache.stats()).entries).toBe(1)
    })
    await withClock(40_000, async () => {
      const { cache } = open(backend)
      await cache.set('./other', 3)
      await cache.close()
    })
    expect(sectionOf(backend).entries['./limited']![1]).toBeLessThan(21_000)
  })

  it('C3 drops what has a limit when the clock was set back', async () => {
    const backend = await saved()
    await withClock(-3_600_000, async () => {
      const { cache } = open(backend)
      expect([await cache.get('./limited'), await cache.get('./free')]).toEqual([undefined, 2])
    })
  })

  it('C4 reads entries of one cache, without its name, and keeps them under its name', async () => {
    const backend = jsonBackend(sectionOf(await saved()))
    const { cache } = open(backend)
    expect([await cache.get('./limited'), await cache.get('./free')]).toEqual([1, 2])
    await cache.set('./new', 3)
    await cache.close()
    expect(Object.keys(sectionOf(backend).entries).sort()).toEqual(['./free', './limited', './new'])
  })

  it('C4 reads entries without the time of the save', async () => {
    const { entries } = sectionOf(await saved())
    const { cache } = open(jsonBackend(entries))
    expect([await cache.get('./limited'), await cache.get('./free')]).toEqual([1, 2])
  })

  it.each([
    ['text', 'garbage'],
    ['a list', [1]],
    ['entries of numbers', { savedAt: 1, entries: { './a': 5 } }],
    ['entries of wrong parts', { savedAt: 1, entries: { './a': [5, 'x'], './b': ['text', null] } }],
  ])('C5 takes %s for an empty cache', async (_what, payload) => {
    const backend = jsonBackend(payload)
    const { cache } = open(backend)
    expect(await cache.get('./a')).toBeUndefined()
    expect(await cache.get('./b')).toBeUndefined()
    await cache.set('./a', 1)
    await cache.close()
    expect(await open(backend).cache.get('./a')).toBe(1)
  })

  it('C5 warns when the file is damaged, and when it cannot be written it leaves no temporary file', async ({ skip }) => {
    const path = join(temporaryDir(), 'cache.json')
    writeFileSync(path, 'garbage')
    const { cache, warnings } = open(fileBackend(path))
    expect(await cache.get('./a')).toBeUndefined()
    expect(warnings[0]!.message).toContain('could not load')
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted')
    const full = open(fileBackend(join(mounted.dir, 'cache.json')))
    await full.cache.set('./a', 'x'.repeat(200_000))
    await full.cache.flush()
    expect(full.warnings[0]!.message).toContain('could not save')
    expect(readdirSync(mounted.dir)).toEqual([])
    expect(await full.cache.get('./a')).toHaveLength(200_000)
  })

  it('C1 gives no entry of which the text was changed or exchanged', async () => {
    const driver = memoryDriver()
    const cache = createCache({ backend: driver, dir: temporaryDir(), log: 'silent' })
    await cache.set('./a', 'value a')
    await cache.set('./b', 'value b')
    const items = driver.getInstance!()
    const [[first, text], [second]] = [...items] as [[string, string], [string, string]]
    items.set(second, text)
    expect([await cache.get('./a'), await cache.get('./b')]).toEqual(['value a', undefined])
    items.set(first, `${text.slice(0, -4)}AAAA`)
    expect(await cache.get('./a')).toBeUndefined()
  })
})
