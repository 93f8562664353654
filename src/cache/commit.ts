import { basename, dirname } from 'node:path'
import { namesIn, writeAtomic } from '../store/file'
import { withLock } from '../store/lock'
import type { Pack, Packs } from '../store/packs'
import { loadManifest, manifestPath, type ManifestSource } from './load'
import { type Manifest, type Variant, encodeManifest } from './manifest'
import { type Limits, allVariants, evict, wastefulPacks } from './retention'
import { writeVariants } from './records'
import { seal } from './seal'
import { sweep } from './sweep'

/** A result whose record is in a pack. */
export interface Addition {
  key: string
  variant: Variant
}

export interface Changes {
  additions: readonly Addition[]
  /** The packs that were written for them. */
  written: readonly Pack[]
  notes: Map<string, Map<string, unknown>>
  /** What was read at the start, with the times of last use that have changed since. */
  current: Manifest
}

/** How often the whole folder is looked through. */
const SWEEP_INTERVAL_MS = 24 * 60 * 60 * 1000

/**
 * Writes the manifest that names what was added. Several processes may commit at the same time:
 * the manifest on disk is read again under a lock and merged, so nobody loses what another one wrote.
 *
 * @throws when the folder cannot be written
 */
export async function commit(source: ManifestSource & Limits, packs: Packs, changes: Changes): Promise<Manifest> {
  const path = manifestPath(source)
  const dropped: Pack[] = []
  const manifest = await withLock(`${path}.lock`, async () => {
    const merged = merge(await loadManifest(source), changes)
    packs.know(merged.packs.values())
    const now = Date.now()
    evict(merged, source, now)
    dropped.push(...await compact(merged, packs))
    merged.usedAt = now
    const sweptAt = Number(merged.notes.get('sweep')?.get('at') ?? (await isAlone(path) ? now : 0))
    const isSweepDue = now - sweptAt > SWEEP_INTERVAL_MS
    merged.notes.set('sweep', new Map([['at', isSweepDue ? now : sweptAt]]))
    merged.notes.set('limits', new Map([['maxAge', source.maxAge], ['maxSize', source.maxSize]]))
    await writeAtomic(path, seal(encodeManifest(merged)))
    if (isSweepDue)
      await sweep(source, now)
    return merged
  })
  // Only now: until the new manifest was in place, the old one named these packs.
  await Promise.all(dropped.map(pack => packs.remove(pack)))
  return manifest
}

function merge(onDisk: Manifest, { additions, written, notes, current }: Changes): Manifest {
  for (const pack of written)
    onDisk.packs.set(pack.id, pack)
  for (const [key, list] of current.variants) {
    for (const variant of list)
      mergeTouched(onDisk, key, variant)
  }
  for (const { key, variant } of additions) {
    const others = (onDisk.variants.get(key) ?? []).filter(other => !isSameState(other, variant))
    onDisk.variants.set(key, [variant, ...others])
  }
  for (const [name, section] of notes)
    onDisk.notes.set(name, new Map([...onDisk.notes.get(name) ?? [], ...section]))
  return onDisk
}

/** In a folder of its own, the first commit of a project finds nothing to sweep. */
async function isAlone(manifest: string): Promise<boolean> {
  return (await namesIn(dirname(manifest))).every(name => !name.endsWith('.json') || name === basename(manifest))
}

/** A variant that another process removed meanwhile stays removed; of one that is still there the later use counts. */
function mergeTouched(onDisk: Manifest, key: string, variant: Variant): void {
  const twin = onDisk.variants.get(key)?.find(({ slot }) =>
    slot.pack === variant.slot.pack && slot.offset === variant.slot.offset)
  if (twin)
    twin.usedAt = Math.max(twin.usedAt, variant.usedAt)
}

function isSameState(a: Variant, b: Variant): boolean {
  return JSON.stringify([a.facts, a.shared]) === JSON.stringify([b.facts, b.shared])
}

/** Moves the records that are still in use out of wasteful packs. Returns the packs that nobody names any more. */
async function compact(manifest: Manifest, packs: Packs): Promise<Pack[]> {
  const wasteful = wastefulPacks(manifest)
  const ids = new Set(wasteful.map(pack => pack.id))
  const moving = allVariants(manifest).filter(variant => ids.has(variant.slot.pack))
  const records = moving.map(variant => ({ variant, bytes: packs.read(variant.slot) }))
  const readable = records.filter((record): record is { variant: Variant, bytes: Buffer } => record.bytes !== undefined)
  forget(manifest, new Set(records.filter(({ bytes }) => bytes === undefined).map(({ variant }) => variant)))
  for (const pack of await writeVariants(packs, readable))
    manifest.packs.set(pack.id, pack)
  const used = new Set(allVariants(manifest).map(({ slot }) => slot.pack))
  const dropped = [...manifest.packs.values()].filter(pack => !used.has(pack.id))
  for (const pack of dropped)
    manifest.packs.delete(pack.id)
  return dropped
}

function forget(manifest: Manifest, gone: Set<Variant>): void {
  if (gone.size === 0)
    return
  for (const [key, list] of manifest.variants)
    manifest.variants.set(key, list.filter(variant => !gone.has(variant)))
}
