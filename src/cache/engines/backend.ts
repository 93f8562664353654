import { LRUCache } from 'lru-cache'
import { isRecord } from '../../util/stable'
import { debug, messageOf } from '../../util/log'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { openRecord, sealRecord } from '../values/sealed-text'
import { flushAtExit, settled } from '../disk/exit'
import type { Engine, Listed, MaybePromise, Usage } from './engine'

/** The whole cache as one value: what a `CacheBackend` keeps. Plain JSON. */
export interface BackendPayload {
  /** Milliseconds since the epoch. */
  savedAt: number
  entries: BackendEntries
}

/** By key: the entry as text, and the milliseconds that it has left to live, if there is a limit. */
export type BackendEntries = Record<string, [text: string, ttl: number | null]>

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

/** A clock that was set back by less is not worth a miss. Milliseconds. */
const CLOCK_TOLERANCE_MS = 1000
/** How long changes are collected, as each save writes everything. Milliseconds. */
const SAVE_DELAY_MS = 500

interface Kept { text: string, expiresAt: number | undefined }

/** Loads a backend once, works in memory, and saves everything with `flush`. */
export class BackendEngine implements Engine {
  readonly name = 'backend'
  readonly isSync = false
  readonly #options: BackendEngineOptions
  readonly #entries: LRUCache<string, Kept>
  #loaded: Promise<void> | undefined
  #isChanged = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: BackendEngineOptions) {
    this.#options = options
    this.#entries = new LRUCache({ max: options.maxEntries })
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
      this.#changed()
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
    }
  }

  async delete(key: string): Promise<boolean> {
    await this.#load()
    const isThere = this.#entries.delete(key)
    if (isThere)
      this.#changed()
    return isThere
  }

  async clear(): Promise<void> {
    this.#loaded = Promise.resolve()
    this.#entries.clear()
    this.#isChanged = false
    await this.#attempt('clear', () => this.#options.backend.clear())
  }

  async list(): Promise<Listed[]> {
    await this.#load()
    return [...this.#entries].map(([key, { text }]) => ({ key, size: text.length }))
  }

  async usage(): Promise<Usage> {
    const listed = await this.list()
    return { entries: listed.length, bytes: listed.reduce((sum, { size }) => sum + size, 0), maxSize: Infinity }
  }

  /** For the message at exit. */
  unwritten(): string {
    return 'the entries of a backend were'
  }

  async flush(): Promise<void> {
    if (!this.#isChanged)
      return
    this.#isChanged = false
    clearTimeout(this.#timer)
    settled(this)
    const now = this.now()
    const living = [...this.#entries].filter(([, { expiresAt }]) => (expiresAt ?? Infinity) > now)
    const entries: BackendEntries = Object.fromEntries(living.map(([key, { text, expiresAt }]) => [key, [text, expiresAt === undefined ? null : expiresAt - now]]))
    await this.#attempt('save', () => this.#options.backend.save({ savedAt: now, entries }))
  }

  close(): Promise<void> {
    return this.flush()
  }

  #changed(): void {
    if (this.#isChanged)
      return
    this.#isChanged = true
    flushAtExit(this)
    this.#timer = setTimeout(() => void this.flush(), SAVE_DELAY_MS).unref()
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#attempt('load', async () => this.#take(await this.#options.backend.load()))
    return this.#loaded
  }

  #take(loaded: unknown): void {
    if (!isRecord(loaded))
      return
    const now = this.now()
    const isDated = typeof loaded.savedAt === 'number' && isRecord(loaded.entries)
    const elapsed = isDated ? now - (loaded.savedAt as number) : 0
    for (const [key, entry] of Object.entries(isDated ? loaded.entries as object : loaded)) {
      const [text, ttl] = Array.isArray(entry) ? entry as unknown[] : []
      // How much is left of a time to live is unknown when the clock was set back since.
      const isAlive = ttl === null || (typeof ttl === 'number' && elapsed >= -CLOCK_TOLERANCE_MS && ttl - elapsed > 0)
      if (typeof text === 'string' && isAlive)
        this.#entries.set(key, { text, expiresAt: ttl === null ? undefined : now + (ttl as number) - elapsed })
    }
  }

  async #attempt(what: string, action: () => MaybePromise<void>): Promise<void> {
    try {
      await action()
    }
    catch (error) {
      this.#options.warn(`the backend could not ${what} the cache (${messageOf(error)}). Work goes on without.`, error)
    }
  }
}
