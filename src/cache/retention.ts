import type { Pack } from '../store/packs'
import type { Manifest, Variant } from './manifest'

export interface Limits {
  /** Bytes of all packs together. */
  maxSize: number
  /** Milliseconds since a variant was last used. */
  maxAge: number
}

/** More variants of one step than this are states that nobody comes back to. */
const MAX_VARIANTS_PER_KEY = 8
/** After an eviction the cache is this full, so that the next build does not evict again. */
const FILL_AFTER_EVICTION = 0.8
/** Each edit leaves a small pack; when there are more than this, the smaller ones are merged. */
const MAX_PACKS = 16

/** Of each kind; the newest are kept. */
const MAX_NOTES = 50_000

/** Drops variants that are too old, too many, or over the size limit (least recently used first). */
export function evict(manifest: Manifest, { maxSize, maxAge }: Limits, now: number): void {
  for (const [key, list] of manifest.variants) {
    const kept = list.filter(variant => now - variant.usedAt <= maxAge).slice(0, MAX_VARIANTS_PER_KEY)
    if (kept.length > 0)
      manifest.variants.set(key, kept)
    else
      manifest.variants.delete(key)
  }
  for (const [name, section] of manifest.notes)
    manifest.notes.set(name, new Map([...section].slice(-MAX_NOTES)))
  if (bytesOf(allVariants(manifest)) > maxSize)
    evictLeastRecentlyUsed(manifest, maxSize * FILL_AFTER_EVICTION)
}

/** Packs whose live records are worth moving: most of the pack is dead, or there are too many packs. */
export function wastefulPacks(manifest: Manifest): Pack[] {
  const live = new Map<string, number>()
  for (const { slot } of allVariants(manifest))
    live.set(slot.pack, (live.get(slot.pack) ?? 0) + slot.length)
  return wasteful(manifest.packs.values(), live)
}

/** The same for any index, which knows the bytes in use by the id of their pack. */
export function wasteful(all: Iterable<Pack>, live: ReadonlyMap<string, number>): Pack[] {
  const packs = [...all].sort((a, b) => a.size - b.size)
  const mostlyDead = packs.filter(pack => (live.get(pack.id) ?? 0) < pack.size / 2)
  return packs.length > MAX_PACKS ? [...new Set([...mostlyDead, ...packs.slice(0, MAX_PACKS)])] : mostlyDead
}

export function allVariants(manifest: Manifest): Variant[] {
  return [...manifest.variants.values()].flat()
}

function bytesOf(variants: Variant[]): number {
  return variants.reduce((sum, { slot }) => sum + slot.length, 0)
}

function evictLeastRecentlyUsed(manifest: Manifest, target: number): void {
  const entries = [...manifest.variants].flatMap(([key, list]) => list.map(variant => ({ key, variant })))
  entries.sort((a, b) => b.variant.usedAt - a.variant.usedAt)
  const kept = new Map<string, Variant[]>()
  let bytes = 0
  for (const { key, variant } of entries) {
    // One that is too large by itself does not push out the others.
    if (bytes + variant.slot.length > target)
      continue
    bytes += variant.slot.length
    kept.set(key, [...(kept.get(key) ?? []), variant])
  }
  manifest.variants = kept
}
