import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type AsyncCache, type BackendPayload, type CacheBackend, type CacheWarning, createCache, fileBackend } from '../../src/library'
import { temporaryDir } from '../support/temp'

interface Fake extends CacheBackend { payload: string | undefined, failing: Set<'load' | 'save' | 'clear'>, calls: string[], delay: number }

/** A server that is slow, of which some methods fail as long as they are named in `failing`. */
function fakeBackend(): Fake {
  const act = async (backend: Fake, method: 'load' | 'save' | 'clear'): Promise<void> => {
    backend.calls.push(method)
    await sleep(backend.delay)
    if (backend.failing.has(method))
      throw new Error(`${method}: ECONNRESET`)
  }
  return {
    payload: undefined,
    failing: new Set(),
    calls: [],
    delay: 0,
    async load() {
      await act(this, 'load')
      return this.payload === undefined ? undefined : JSON.parse(this.payload) as BackendPayload
    },
    async save(next) {
      await act(this, 'save')
      this.payload = JSON.stringify(next)
    },
    async clear() {
      await act(this, 'clear')
      this.payload = undefined
    },
  }
}

function open(backend: CacheBackend, name = 'default', maxEntries = 100): { cache: AsyncCache, warnings: CacheWarning[] } {
  const warnings: CacheWarning[] = []
  return { warnings, cache: createCache({ backend, name, maxEntries, dir: temporaryDir(), log: 'silent', onWarning: warning => warnings.push(warning) }) }
}

async function valuesIn(cache: AsyncCache, ...keys: string[]): Promise<unknown[]> {
  return Promise.all(keys.map(key => cache.get(key)))
}

describe('caches of different names on one backend', () => {
  it.each(['default', '__proto__', 'constructor'])('C1 share nothing, and lose nothing of each other (%s)', async (name) => {
    const backend = fakeBackend()
    const [a, b] = [open(backend, name).cache, open(backend, 'b').cache]
    await a.set('./x', 'of a')
    await a.flush()
    expect(await b.get('./x')).toBeUndefined()
    await b.set('./x', 'of b')
    await b.set('./y', 'of b')
    await b.flush()
    const later = open(backend, name).cache
    expect(await valuesIn(later, './x', './y')).toEqual(['of a', undefined])
    await later.clear()
    expect(await valuesIn(open(backend, name).cache, './x')).toEqual([undefined])
    expect(await valuesIn(open(backend, 'b').cache, './x', './y')).toEqual(['of b', 'of b'])
  })
})

describe('caches of one name on one backend', () => {
  it('C1 lose none of what the other one saves at the same time', async () => {
    const backend = fakeBackend()
    backend.delay = 2
    const opened = Array.from({ length: 5 }, () => open(backend).cache)
    await Promise.all(opened.map(async (cache, index) => {
      for (let round = 0; round < 4; round++) {
        await cache.set(`./${index}/${round}`, index)
        await cache.flush()
      }
    }))
    const keys = opened.flatMap((_cache, index) => [0, 1, 2, 3].map(round => `./${index}/${round}`))
    expect(await valuesIn(open(backend).cache, ...keys)).toEqual(opened.flatMap((_cache, index) => [index, index, index, index]))
  })

  it('C1 in a file lose nothing of each other when they save in turn', async () => {
    const path = join(temporaryDir(), 'cache.json')
    const [p, q] = [open(fileBackend(path)).cache, open(fileBackend(path)).cache]
    await valuesIn(p, './p')
    await valuesIn(q, './q')
    await p.set('./p', 1)
    await p.flush()
    await q.set('./q', 2)
    await q.close()
    await p.close()
    expect(await valuesIn(open(fileBackend(path)).cache, './p', './q')).toEqual([1, 2])
  })

  it('C1 bring back nothing that the other one has replaced, deleted or cleared', async () => {
    const backend = fakeBackend()
    const [p, q] = [open(backend).cache, open(backend).cache]
    for (const key of ['./a', './b', './c'])
      await p.set(key, 'old')
    await p.flush()
    expect(await valuesIn(q, './a', './b', './c')).toEqual(['old', 'old', 'old'])
    await p.set('./a', 'new')
    await p.delete('./b')
    await p.flush()
    await q.set('./d', 'of q')
    await q.flush()
    expect(await valuesIn(open(backend).cache, './a', './b', './c', './d')).toEqual(['new', undefined, 'old', 'of q'])
    expect(await valuesIn(q, './a', './b', './c', './d')).toEqual(['new', undefined, 'old', 'of q'])
    await p.clear()
    await q.set('./e', 'of q')
    await q.flush()
    expect(await valuesIn(open(backend).cache, './a', './b', './c', './d', './e')).toEqual([undefined, undefined, undefined, undefined, 'of q'])
  })

  it('C1 delete what the other one has saved since they loaded', async () => {
    const backend = fakeBackend()
    const [p, q] = [open(backend).cache, open(backend).cache]
    await valuesIn(p, './a')
    await q.set('./a', 'of q')
    await q.flush()
    await p.delete('./a')
    await p.flush()
    expect(await valuesIn(open(backend).cache, './a')).toEqual([undefined])
  })

  it('C1 that are full do not bring back what had to go', async () => {
    const { cache } = open(fakeBackend(), 'default', 2)
    for (const key of ['./a', './b', './c', './d']) {
      await cache.set(key, key)
      await cache.flush()
    }
    expect(await valuesIn(cache, './a', './b', './c', './d')).toEqual([undefined, undefined, './c', './d'])
  })
})

describe('a backend that cannot be cleared for a while', () => {
  it.each(['flush', 'close'] as const)('C5 is cleared with the next %s, and nothing that was cleared is given meanwhile', async (method) => {
    const backend = fakeBackend()
    const { cache, warnings } = open(backend)
    await cache.set('./a', 'old')
    await cache.flush()
    backend.failing.add('clear')
    await cache.clear()
    expect([await cache.get('./a'), warnings.map(({ message }) => message)]).toEqual([undefined, [expect.stringContaining('could not clear the cache (clear: ECONNRESET)')]])
    backend.failing.clear()
    await cache[method]()
    expect(await open(backend).cache.get('./a')).toBeUndefined()
  })

  it('C5 keeps what was set since, and loses the rest, when it can be saved to', async () => {
    const backend = fakeBackend()
    const { cache } = open(backend)
    await cache.set('./a', 'old')
    await cache.flush()
    backend.failing.add('clear').add('save').add('load')
    await cache.clear()
    await cache.set('./b', 'new')
    await cache.flush()
    backend.failing.clear()
    await cache.close()
    expect(await valuesIn(open(backend).cache, './a', './b')).toEqual([undefined, 'new'])
  })

  it('C5 is cleared although it cannot be loaded', async () => {
    const backend = fakeBackend()
    const { cache } = open(backend)
    await cache.set('./a', 'old')
    await cache.flush()
    backend.failing.add('load')
    await open(backend).cache.clear()
    expect(backend.payload).toBeUndefined()
  })
})
