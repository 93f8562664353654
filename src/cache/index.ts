import { type Pack, Packs, type Slot } from '../store/packs'
import { type Log, createLog, debug, messageOf } from '../util/log'
import { commit } from './commit'
import { loadManifest } from './load'
import { type Manifest, type Variant, emptyManifest } from './manifest'
import { writeVariants } from './records'
import type { Limits } from './retention'

export type { Fact, Variant } from './manifest'
export type { Log } from '../util/log'

export interface ResultCacheOptions extends Partial<Limits> {
  /** Folder of the cache; several namespaces may live in it. */
  dir: string
  /** Results of different namespaces never meet. @default 'default' */
  namespace?: string
  /** Version of the tool that makes the results: those of another version are not used. @default '' */
  tool?: string
  /** Bytes of all packs together. @default 1 GiB */
  maxSize?: number
  /** Milliseconds since a result was last used. @default 7 days */
  maxAge?: number
  /** Look up, but never write. @default false */
  readonly?: boolean
  /** Write, but never look up what was there before. @default false */
  refresh?: boolean
  /** Where warnings go. @default stderr */
  log?: Log
}

/** What is known of a result when it is recorded; `cost` is what it took to make, in milliseconds. */
export type NewVariant = Pick<Variant, 'facts' | 'shared' | 'cost'>

/** How much older a time of last use must be before it is written again: a warm build should write nothing. */
const TOUCH_INTERVAL_MS = 6 * 60 * 60 * 1000
const DAY_MS = 86_400_000
const GIB = 1024 ** 3
/** Stands in a variant until its record is in a pack. */
const PENDING: Slot = { pack: '', offset: 0, length: 0, integrity: '' }

/**
 * Recorded results by key, several for each: those that look up decide which of them still holds, by the facts that
 * were recorded with it. Opened once per run, written at its end.
 */
export class ResultCache {
  readonly #options: Required<ResultCacheOptions>
  readonly #packs: Packs
  #manifest: Manifest
  /** Results that the manifest on disk does not name yet. */
  readonly #pending = new Map<Variant, { key: string, bytes: Buffer }>()
  /** Packs that it does not name yet. */
  readonly #staged: Pack[] = []
  readonly #notes = new Map<string, Map<string, unknown>>()
  #touched = false
  #lastCommit: Promise<number> = Promise.resolve(0)
  #lastWrite: Promise<void> = Promise.resolve()

  private constructor(options: Required<ResultCacheOptions>, packs: Packs, manifest: Manifest) {
    this.#options = options
    this.#packs = packs
    this.#manifest = manifest
  }

  /** Never fails: what cannot be read is a cold start with a warning. */
  static async open(given: ResultCacheOptions): Promise<ResultCache> {
    const options = { namespace: 'default', tool: '', maxSize: GIB, maxAge: 7 * DAY_MS, readonly: false, refresh: false, log: createLog(), ...given }
    const packs = new Packs(options.dir, options.namespace)
    const manifest = options.refresh ? emptyManifest(options.tool) : await loadManifest(options)
    packs.know(manifest.packs.values())
    return new ResultCache(options, packs, manifest)
  }

  /** Variants recorded under a key, newest first. */
  lookup(key: string): readonly Variant[] {
    return this.#manifest.variants.get(key) ?? []
  }

  /** The bytes of a variant, or `undefined` when they are gone or damaged. Counts as a use. */
  read(variant: Variant): Buffer | undefined {
    const now = Date.now()
    if (now - variant.usedAt > TOUCH_INTERVAL_MS) {
      variant.usedAt = now
      this.#touched = true
    }
    return this.#pending.get(variant)?.bytes ?? this.#packs.read(variant.slot)
  }

  /** True when there are results that are not written yet. */
  get hasNews(): boolean {
    return this.#pending.size > 0
  }

  /** Keeps a result; it comes first under its key, can be looked up at once and is written by the next commit. */
  add(key: string, result: NewVariant, bytes: Buffer): void {
    const variant: Variant = { ...result, slot: PENDING, usedAt: Date.now() }
    this.#pending.set(variant, { key, bytes })
    this.#manifest.variants.set(key, [variant, ...this.lookup(key)])
  }

  /** Drops results that no commit has named yet. */
  discard(isWrong: (variant: Variant, key: string) => boolean): void {
    for (const [variant, { key }] of this.#pending) {
      if (!isWrong(variant, key))
        continue
      this.#pending.delete(variant)
      this.#manifest.variants.set(key, this.lookup(key).filter(other => other !== variant))
    }
  }

  /** A small value kept with the results, by section and name. */
  note(section: string, name: string): unknown {
    return this.#notes.get(section)?.get(name) ?? this.#manifest.notes.get(section)?.get(name)
  }

  setNote(section: string, name: string, value: unknown): void {
    if (!this.#notes.has(section))
      this.#notes.set(section, new Map())
    this.#notes.get(section)!.set(name, value)
  }

  /**
   * Writes what is new into a pack, ahead of the commit: while nothing else is to be done. What is not committed then
   * is garbage that is swept later.
   */
  async stage(): Promise<void> {
    if (this.#options.readonly)
      return
    try {
      await this.#writePending()
    }
    catch (error) {
      // The commit meets the same trouble and reports it.
      debug.cache('cannot write a pack ahead of time: %s', messageOf(error))
    }
  }

  /** Writes everything that is new and returns the bytes. Never fails: what cannot be written is dropped with a warning. */
  commit(): Promise<number> {
    this.#lastCommit = this.#lastCommit.then(() => this.#commitNow())
    return this.#lastCommit
  }

  close(): void {
    this.#packs.close()
  }

  async #commitNow(): Promise<number> {
    if (this.#options.readonly || (this.#pending.size === 0 && this.#notes.size === 0 && !this.#touched))
      return 0
    const notes = new Map(this.#notes)
    this.#touched = false
    this.#notes.clear()
    try {
      await this.#writePending()
      const additions = [...this.#pending].filter(([{ slot }]) => slot !== PENDING).map(([variant, { key }]) => ({ key, variant }))
      const written = [...this.#staged]
      const manifest = await commit(this.#options, this.#packs, { additions, written, notes, current: this.#manifest })
      this.#staged.splice(0, written.length)
      this.#settle(manifest, additions.map(({ variant }) => variant))
      const bytes = additions.reduce((sum, { variant }) => sum + variant.slot.length, 0)
      debug.cache('wrote %d results, %d bytes', additions.length, bytes)
      return bytes
    }
    catch (error) {
      this.#options.log.warn(`cannot write to the cache folder ${this.#options.dir} (${messageOf(error)}). `
        + 'The build is complete, but its results are not kept. Free or unlock that folder, or set the option cacheDir.')
      return 0
    }
  }

  /** One after the other, so that no record is written twice. */
  #writePending(): Promise<void> {
    this.#lastWrite = this.#lastWrite.catch(() => { /* It failed for whoever asked for it. */ }).then(async () => {
      const records = [...this.#pending].filter(([{ slot }]) => slot === PENDING).map(([variant, { bytes }]) => ({ variant, bytes }))
      this.#staged.push(...await writeVariants(this.#packs, records))
    })
    return this.#lastWrite
  }

  /** Takes over what is on disk now, and keeps what was added while it was being written. */
  #settle(manifest: Manifest, written: Variant[]): void {
    for (const variant of written)
      this.#pending.delete(variant)
    for (const [variant, { key }] of this.#pending)
      manifest.variants.set(key, [variant, ...(manifest.variants.get(key) ?? [])])
    if (this.#options.refresh)
      return
    this.#manifest = manifest
  }
}
