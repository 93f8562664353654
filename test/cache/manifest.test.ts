import { describe, expect, it } from 'vitest'
import { type EncodedManifest, type Fact, type Manifest, type Variant, decodeManifest, emptyManifest, encodeManifest } from '../../src/cache/manifest'

const FACTS: Fact[] = [['content', 'src/a.ts', 'digest'], ['content', 'src/"ü\u2028".ts', null], ['ask', 'resolve', '["./a"]', 'digest']]

function variant(facts: readonly Fact[], shared: readonly Fact[], offset: number): Variant {
  return { facts, shared, slot: { pack: 'pack-1', offset, length: 3, integrity: `sha256-${offset}` }, cost: 1.25, usedAt: 1_700_000_000_000 }
}

function filledManifest(): Manifest {
  const manifest = emptyManifest('1.0.0')
  manifest.packs.set('pack-1', { id: 'pack-1', integrity: 'sha512-x', file: 'content-v2/sha512/x', size: 9, createdAt: 5 })
  manifest.variants.set('key-1', [variant(FACTS, [], 0), variant([FACTS[0]!], [FACTS[1]!], 3)])
  manifest.variants.set('__proto__', [variant([], [FACTS[1]!], 6)])
  manifest.notes.set('files', new Map<string, unknown>([['src/a.ts', [1, 2.5, 3, 4, 'digest', 6]], ['__proto__', null]]))
  return manifest
}

function reread(manifest: Manifest): Manifest {
  return decodeManifest(JSON.parse(encodeManifest(manifest)) as EncodedManifest)
}

describe('a manifest', () => {
  it('comes back from disk as it was, with names that objects treat in a special way', () => {
    const manifest = filledManifest()
    expect(reread(manifest)).toEqual(manifest)
    expect([...reread(manifest).variants.keys()]).toEqual(['key-1', '__proto__'])
  })

  it('comes back empty', () => {
    const manifest = emptyManifest('1.0.0')
    expect(reread(manifest)).toEqual(manifest)
  })

  it('keeps the order of variants and of facts', () => {
    const [first, second] = reread(filledManifest()).variants.get('key-1')!
    expect(first!.facts).toEqual(FACTS)
    expect(second!.slot.offset).toBe(3)
  })

  it('stores equal facts and equal lists once', () => {
    const manifest = emptyManifest('1.0.0')
    manifest.packs.set('pack-1', filledManifest().packs.get('pack-1')!)
    for (let i = 0; i < 5; i++)
      manifest.variants.set(`key-${i}`, [variant(structuredClone(FACTS), structuredClone(FACTS), i)])
    const encoded = JSON.parse(encodeManifest(manifest)) as EncodedManifest
    expect(encoded.facts).toHaveLength(3)
    expect(encoded.sets).toEqual([[0, 1, 2]])
  })

  it('gives a fact that several variants name as one object', () => {
    const [first, second] = reread(filledManifest()).variants.get('key-1')!
    expect(first!.facts[0]).toBe(second!.facts[0])
  })

  it('does not take lists for equal that hold the same numbers', () => {
    const manifest = emptyManifest('1.0.0')
    manifest.packs.set('pack-1', filledManifest().packs.get('pack-1')!)
    // Positions 1, 11 and 111 of the table of facts: their lists must not read the same when joined.
    const facts = Array.from({ length: 112 }, (_, index): Fact => ['env', `V${index}`, null])
    const lists = [facts, [facts[1]!, facts[11]!], [facts[11]!, facts[1]!], [facts[111]!]]
    manifest.variants.set('key', lists.map((list, index) => variant(list, [], index)))
    expect(reread(manifest).variants.get('key')!.map(({ facts: list }) => list)).toEqual(lists)
  })

  it.each([
    ['a fact', { facts: [] }],
    ['a pack', { packs: [] }],
    ['a set', { sets: [] }],
  ])('is refused when it names %s that is not there', (_what, part) => {
    const encoded = JSON.parse(encodeManifest(filledManifest())) as EncodedManifest
    expect(() => decodeManifest({ ...encoded, ...part })).toThrow('that is not there')
  })
})
