import { describe, expect, it } from 'vitest'
import { type Manifest, emptyManifest } from '../../src/cache/manifest'
import { evict, wastefulPacks } from '../../src/cache/retention'

const NOW = Date.UTC(2030, 0, 10)
const LIMITS = { maxSize: 1000, maxAge: 100 }

interface Entry { key: string, age: number, length: number, pack?: string }

/** One variant per entry, those of one key newest first. */
function manifestOf(entries: Entry[], packs: Record<string, number> = {}): Manifest {
  const manifest = emptyManifest('1.0.0')
  for (const { key, age, length, pack = 'p' } of entries) {
    const variant = { facts: [], shared: [], slot: { pack, offset: 0, length, integrity: '' }, cost: 1, usedAt: NOW - age }
    manifest.variants.set(key, [...manifest.variants.get(key) ?? [], variant])
  }
  for (const [id, size] of Object.entries(packs))
    manifest.packs.set(id, { id, integrity: '', file: '', size, createdAt: 0 })
  return manifest
}

/** What is left, as `key:age`. */
function leftIn({ variants }: Manifest): string[] {
  return [...variants].flatMap(([key, list]) => list.map(({ usedAt }) => `${key}:${NOW - usedAt}`)).sort()
}

function evicted(entries: Entry[], limits = LIMITS): string[] {
  const manifest = manifestOf(entries)
  evict(manifest, limits, NOW)
  expect([...manifest.variants.values()].every(list => list.length > 0), 'no empty lists').toBe(true)
  return leftIn(manifest)
}

describe('evict', () => {
  it('drops what was not used for longer than the limit', () => {
    expect(evicted([{ key: 'a', age: 100, length: 1 }, { key: 'a', age: 101, length: 1 }, { key: 'b', age: 500, length: 1 }])).toEqual(['a:100'])
  })

  it('keeps the eight newest variants of a key', () => {
    const entries = Array.from({ length: 12 }, (_, age) => ({ key: 'a', age, length: 1 }))
    expect(evicted([...entries, { key: 'b', age: 50, length: 1 }])).toEqual([...Array.from({ length: 8 }, (_, age) => `a:${age}`), 'b:50'])
  })

  it('drops nothing as long as everything fits', () => {
    expect(evicted(['a', 'b', 'c', 'd'].map((key, age) => ({ key, age, length: 250 })))).toEqual(['a:0', 'b:1', 'c:2', 'd:3'])
  })

  it('drops the least recently used down to four fifths when it does not fit', () => {
    const entries = Array.from({ length: 11 }, (_, age) => ({ key: `k${age}`, age, length: 100 }))
    expect(evicted(entries)).toEqual(Array.from({ length: 8 }, (_, age) => `k${age}:${age}`))
  })

  it('looks at the last use, not at the order of recording', () => {
    expect(evicted([{ key: 'a', age: 90, length: 400 }, { key: 'a', age: 5, length: 400 }, { key: 'b', age: 50, length: 400 }])).toEqual(['a:5', 'b:50'])
  })

  it('does not give up everything for one result that is too large by itself', () => {
    expect(evicted([{ key: 'huge', age: 0, length: 2000 }, { key: 'a', age: 1, length: 100 }, { key: 'b', age: 2, length: 100 }])).toEqual(['a:1', 'b:2'])
  })

  it('keeps nothing when the limit is zero', () => {
    expect(evicted([{ key: 'a', age: 1, length: 1 }], { maxSize: 0, maxAge: 100 })).toEqual([])
  })
})

describe('wastefulPacks', () => {
  it('are those of which less than half is in use', () => {
    const manifest = manifestOf([{ key: 'a', age: 0, length: 50, pack: 'half' }, { key: 'b', age: 0, length: 49, pack: 'less' }], { half: 100, less: 100, dead: 10 })
    expect(wastefulPacks(manifest).map(({ id }) => id).sort()).toEqual(['dead', 'less'])
  })

  it('are the smaller ones when there are too many', () => {
    const sizes = Array.from({ length: 17 }, (_, index): [string, number] => [`p${index}`, 100 + index])
    const manifest = manifestOf(sizes.map(([pack, length]) => ({ key: pack, age: 0, length, pack })), Object.fromEntries(sizes))
    expect(wastefulPacks(manifest).map(({ id }) => id)).toEqual(sizes.slice(0, 16).map(([id]) => id))
  })

  it('are none when each pack is full and there are few', () => {
    const manifest = manifestOf([{ key: 'a', age: 0, length: 100, pack: 'full' }], { full: 100 })
    expect(wastefulPacks(manifest)).toEqual([])
  })
})
