import type { LRUCache } from 'lru-cache'
import { debug, messageOf } from '../../util/log'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { openRecord, sealRecord } from '../values/sealed-text'
import { flushAtExit, settled } from '../disk/exit'
import { type Engine, type Listed, type MaybePromise, type Usage, usageOf } from './engine'
import { createLru } from './lru'
import { type BackendEntries, type BackendPayload, type Kept, living } from './payload'

export type { BackendEntries, BackendPayload }

/** Keeps a cache as a whole: in Redis, in Memcached, in a file … */
export interface CacheBackend {
  /** What was saved last; nothing when there is nothing. Entries without the time of the save are read as well. */
  load: () => MaybePromise<BackendPayload | BackendEntries | undefined>
  save: (payload: BackendPayload) => MaybePromise<void>
  clear: () => MaybePromise<void>
}

export interface BackendEngineOptions {
  backend: CacheBackend
  codec: RecordCodec
  maxEntries: number
  warn: (message: string, cause?: unknown) => void
}

/** How long changes are collected, as each save writes everything. Milliseconds. */
const SAVE_DELAY_MS = 500
/** The longest pause before a save that failed is tried again. Milliseconds. */
const MAX_RETRY_DELAY_MS = 60_000
/** How long reads and writes work without the backend before they ask it again for what it holds. Milliseconds. */
const LOAD_RETRY_MS = 1000

/** Loads a backend once, works in memory, and saves everything with `flush`. */
export class BackendEngine implements Engine {
  readonly name = 'backend'
  readonly place: unknown = this
  readonly isSync = false
  readonly #options: BackendEngineOptions
  readonly #entries: LRUCache<string, Kept>
  /** Until it is true, it is unknown what the backend holds, and a save would destroy that. */
  #isLoaded = false
  #loading: Promise<void> | undefined
  /** What was set or deleted before the backend could be loaded: it is newer than what is loaded. */
  #ownKeys = new Set<string>()
  #loadAgainAt = 0
  #isChanged = false
  #failures = 0
  #lastSave: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  constructor(options: BackendEngineOptions) {
    this.#options = options
    this.#entries = createLru(options.maxEntries)
  }

  now(): number {
    return Date.now()
  }

  async get(key: string): Promise<Entry | undefined> {
    await this.#load()
    const kept = this.#entries.get(key)
    if (!kept || (kept.expiresAt ?? Infinity) <= this.now())
      return undefined
    try {
      const { head, body } = splitRecord(openRecord(kept.text))
      return head.key === key ? { ...this.#options.codec.decode(head, body), ...(kept.expiresAt === undefined ? {} : { expiresAt: kept.expiresAt }) } : undefined
    }
    catch (error) {
      debug.cache('cannot decode %s: %s', key, messageOf(error))
      return undefined
    }
  }

  async set(key: string, entry: Entry): Promise<void> {
    await this.#load()
    try {
      const text = sealRecord(joinRecord(this.#options.codec.encode(key, entry)))
      this.#entries.set(key, { text, expiresAt: entry.expiresAt })
      this.#changed(key)
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
      await this.delete(key)
    }
  }

  async delete(key: string): Promise<boolean> {
    await this.#load()
    const isThere = this.#entries.delete(key)
    if (isThere || !this.#isLoaded)
      this.#changed(key)
    return isThere
  }

  clear(): Promise<void> {
    this.#loading = undefined
    this.#isLoaded = true
    this.#ownKeys.clear()
    this.#entries.clear()
    this.#settle()
    this.#lastSave = this.#lastSave.then(async () => {
      await this.#attempt('clear', () => this.#options.backend.clear())
      // A save that waited before this one may have written them.
      for (const key of this.#entries.keys())
        this.#changed(key)
    })
    return this.#lastSave
  }

  async list(): Promise<Listed[]> {
    await this.#load()
    return [...this.#entries].map(([key, { text }]) => ({ key, size: text.length }))
  }

  async usage(): Promise<Usage> {
    return usageOf(await this.list(), Infinity)
  }

  /** For the message at exit. */
  unwritten(): string {
    return 'the entries of a backend were'
  }

  /** One save after the other, so that an older one never lands on top of a newer one. */
  flush(): Promise<void> {
    this.#stopTimer()
    this.#lastSave = this.#lastSave.then(() => this.#save())
    return this.#lastSave
  }

  async close(): Promise<void> {
    await this.flush()
    this.#stopTimer()
  }

  async #save(): Promise<void> {
    if (!this.#isChanged)
      return
    this.#loadAgainAt = 0
    await this.#load()
    this.#isChanged = false
    if (this.#isLoaded && await this.#attempt('save', () => this.#options.backend.save(this.#payload())))
      this.#failures = 0
    else
      return this.#saveLater()
    if (!this.#isChanged)
      this.#settle()
  }

  #payload(): BackendPayload {
    const now = this.now()
    // Those used longest ago come first, as whoever loads them uses them in this order.
    const kept = [...this.#entries].reverse().filter(([, { expiresAt }]) => (expiresAt ?? Infinity) > now)
    const entries: BackendEntries = Object.fromEntries(kept.map(([key, { text, expiresAt }]) => [key, [text, expiresAt === undefined ? null : expiresAt - now]]))
    return { savedAt: now, entries }
  }

  /** It does not hold up the end of the process, which would else try for ever. */
  #saveLater(): void {
    this.#isChanged = true
    settled(this)
    this.#schedule(Math.min(MAX_RETRY_DELAY_MS, SAVE_DELAY_MS * 2 ** ++this.#failures))
  }

  #changed(key: string): void {
    if (!this.#isLoaded)
      this.#ownKeys.add(key)
    this.#isChanged = true
    flushAtExit(this)
    this.#schedule(SAVE_DELAY_MS)
  }

  #schedule(delay: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delay).unref()
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #settle(): void {
    this.#isChanged = false
    this.#stopTimer()
    settled(this)
  }

  #load(): Promise<void> {
    if (this.#isLoaded || (!this.#loading && performance.now() < this.#loadAgainAt))
      return Promise.resolve()
    this.#loading ??= this.#loadNow()
    return this.#loading
  }

  async #loadNow(): Promise<void> {
    // Else `clear` could not see that this one is under way.
    await Promise.resolve()
    const mine = this.#loading
    let loaded: unknown
    const isKnown = await this.#attempt('load', async () => void (loaded = await this.#options.backend.load()), isDamage)
    if (this.#loading !== mine)
      return
    this.#loading = undefined
    this.#isLoaded = isKnown
    this.#loadAgainAt = performance.now() + LOAD_RETRY_MS
    if (isKnown)
      this.#merge(loaded)
  }

  /** What is newer stays, and is the last to go when there is too much. */
  #merge(loaded: unknown): void {
    const own = [...this.#ownKeys].map(key => [key, this.#entries.peek(key)] as const)
    for (const [key, kept] of living(loaded, this.now()))
      this.#entries.set(key, kept)
    for (const [key, kept] of own) {
      this.#entries.delete(key)
      if (kept)
        this.#entries.set(key, kept)
    }
    this.#ownKeys.clear()
  }

  /** True when it went well, or when it failed in a way that is as good. */
  async #attempt(what: string, action: () => MaybePromise<void>, isGood = (_error: unknown): boolean => false): Promise<boolean> {
    try {
      await action()
      return true
    }
    catch (error) {
      this.#options.warn(`the backend could not ${what} the cache (${messageOf(error)}). Work goes on without.`, error)
      return isGood(error)
    }
  }
}

/** To load it again would give the same: what is damaged is replaced. */
function isDamage(error: unknown): boolean {
  return error instanceof SyntaxError
}
