import type { Pack, Slot } from '../store/packs'

/** Changes whenever the encoding below changes; it is part of the folder name, so old and new tools never meet. */
export const FORMAT_VERSION = 1

/** A plain-data statement about the world that can be checked again, such as "this file has that digest". */
export type Fact = readonly (string | number | null)[]

/** One recorded (inputs, result) pair under an action key. */
export interface Variant {
  /** What the step itself depended on. */
  facts: readonly Fact[]
  /** What all steps of its plugin depended on in that run. */
  shared: readonly Fact[]
  slot: Slot
  /** Milliseconds that the real step took: what a hit saves. */
  cost: number
  /** Milliseconds since the epoch of the last hit, or of the recording. */
  usedAt: number
}

export interface Manifest {
  /** Version of the tool that wrote it. */
  tool: string
  /** Milliseconds since the epoch. */
  usedAt: number
  packs: Map<string, Pack>
  /** Action key → variants, newest first. */
  variants: Map<string, Variant[]>
  /** Small values that upper layers keep with the results, by section and name. */
  notes: Map<string, Map<string, unknown>>
}

/** What is written to disk: facts and lists of facts are stored once and named by position. */
export interface EncodedManifest {
  format: number
  tool: string
  usedAt: number
  packs: Pack[]
  facts: Fact[]
  sets: number[][]
  variants: Record<string, EncodedVariant[]>
  notes: Record<string, Record<string, unknown>>
}

/** [set of facts, set of shared facts, pack, offset, length, integrity, cost, usedAt] */
type EncodedVariant = [number, number, number, number, number, string, number, number]

export function emptyManifest(tool: string): Manifest {
  return { tool, usedAt: Date.now(), packs: new Map(), variants: new Map(), notes: new Map() }
}

export function encodeManifest(manifest: Manifest): string {
  const facts = createTable<Fact>(fact => JSON.stringify(fact))
  const packs = [...manifest.packs.values()]
  const packIndex = new Map(packs.map((pack, index) => [pack.id, index]))
  const lists = createTable<readonly Fact[]>(list => list.map(facts.indexOf).join())
  const setOf = (list: readonly Fact[]): number => lists.indexOf(list)
  const encodeVariant = ({ facts, shared, slot, cost, usedAt }: Variant): EncodedVariant =>
    [setOf(facts), setOf(shared), packIndex.get(slot.pack)!, slot.offset, slot.length, slot.integrity, cost, usedAt]

  const variants = Object.fromEntries([...manifest.variants].map(([key, list]) => [key, list.map(encodeVariant)]))
  const encoded: EncodedManifest = {
    format: FORMAT_VERSION,
    tool: manifest.tool,
    usedAt: manifest.usedAt,
    packs,
    facts: facts.values,
    sets: lists.values.map(list => list.map(facts.indexOf)),
    variants,
    notes: Object.fromEntries([...manifest.notes].map(([name, section]) => [name, Object.fromEntries(section)])),
  }
  return JSON.stringify(encoded)
}

/**
 * Facts that several variants name become one object, so that a reader can remember by identity what it checked.
 *
 * @throws on any structure that this version does not write
 */
export function decodeManifest(encoded: EncodedManifest): Manifest {
  const sets = encoded.sets.map(set => set.map(index => required(encoded.facts[index], 'fact')))
  const decodeVariant = (variant: EncodedVariant): Variant => {
    const [set, shared, pack, offset, length, integrity, cost, usedAt] = variant
    const slot: Slot = { pack: required(encoded.packs[pack], 'pack').id, offset, length, integrity }
    return { facts: required(sets[set], 'set'), shared: required(sets[shared], 'set'), slot, cost, usedAt }
  }
  return {
    tool: encoded.tool,
    usedAt: encoded.usedAt,
    packs: new Map(encoded.packs.map(pack => [pack.id, pack])),
    variants: new Map(Object.entries(encoded.variants).map(([key, list]) => [key, list.map(decodeVariant)])),
    notes: new Map(Object.entries(encoded.notes).map(([name, section]) => [name, new Map(Object.entries(section))])),
  }
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new Error(`names a ${what} that is not there`)
  return value
}

interface Table<T> {
  values: T[]
  indexOf: (value: T) => number
}

function createTable<T extends object>(textOf: (value: T) => string): Table<T> {
  const values: T[] = []
  const byText = new Map<string, number>()
  const byIdentity = new Map<T, number>()
  return {
    values,
    indexOf(value) {
      let index = byIdentity.get(value)
      if (index !== undefined)
        return index
      const text = textOf(value)
      index = byText.get(text) ?? values.push(value) - 1
      byText.set(text, index)
      byIdentity.set(value, index)
      return index
    },
  }
}
