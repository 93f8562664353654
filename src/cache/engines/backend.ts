import { debug, messageOf } from '../../util/log'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { openRecord, sealRecord } from '../values/sealed-text'
import { flushAtExit, settled } from '../disk/exit'
import { type Engine, type Listed, type MaybePromise, type Usage, usageOf } from './engine'
import { type BackendEntries, type BackendPayload, type BackendSection, living, sectionIn, withSection } from './payload'
import { Section } from './section'
import { inTurnWith } from './turn'

export type { BackendEntries, BackendPayload, BackendSection }

/** Keeps caches as a whole: in Redis, in Memcached, in a file … */
export interface CacheBackend {
  /** What was saved last; nothing when there is nothing. Formats of older versions, without names or times, are read as well. */
  load: () => MaybePromise<BackendPayload | BackendSection | BackendEntries | undefined>
  save: (payload: BackendPayload) => MaybePromise<void>
  clear: () => MaybePromise<void>
}

export interface BackendEngineOptions {
  /** Of the cache. */
  name: string
  backend: CacheBackend
  codec: RecordCodec
  maxEntries: number
  warn: (message: string, cause?: unknown) => void
}

/** What a backend gave, which may be anything. */
interface Loaded { payload: unknown }

/** How long changes are collected, as each save writes everything. Milliseconds. */
const SAVE_DELAY_MS = 500
/** The longest pause before a save that failed is tried again. Milliseconds. */
const MAX_RETRY_DELAY_MS = 60_000
/** How long reads and writes work without the backend before they ask it again for what it holds. Milliseconds. */
const LOAD_RETRY_MS = 1000

/**
 * Loads its section of a backend once and works in memory. With `flush` it loads everything again, puts its own
 * changes on top and saves that, so that caches of one backend lose nothing of each other.
 */
export class BackendEngine implements Engine {
  readonly name = 'backend'
  readonly place: unknown = this
  readonly isSync = false
  readonly #options: BackendEngineOptions
  readonly #section: Section
  /** Until it is true, it is unknown what the backend holds, and a save would destroy that. */
  #isLoaded = false
  #loading: Promise<Loaded | undefined> | undefined
  #loadAgainAt = 0
  /** How often it was cleared. */
  #clears = 0
  /** How many of these the backend knows of. */
  #clearsDone = 0
  #failures = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: BackendEngineOptions) {
    this.#options = options
    this.#section = new Section(options.maxEntries)
  }

  now(): number {
    return Date.now()
  }

  async get(key: string): Promise<Entry | undefined> {
    await this.#load()
    const kept = this.#section.get(key)
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
      this.#section.set(key, { text, expiresAt: entry.expiresAt })
      this.#changed()
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
      await this.delete(key)
    }
  }

  async delete(key: string): Promise<boolean> {
    await this.#load()
    const isThere = this.#section.delete(key)
    this.#changed()
    return isThere
  }

  /** Nothing of before is given any more; the backend is told until it has heard it. */
  clear(): Promise<void> {
    this.#clears++
    this.#isLoaded = true
    this.#section.clear()
    this.#changed()
    return this.flush()
  }

  async list(): Promise<Listed[]> {
    await this.#load()
    return this.#section.all().map(([key, { text }]) => ({ key, size: text.length }))
  }

  async usage(): Promise<Usage> {
    return usageOf(await this.list(), Infinity)
  }

  /** For the message at exit. */
  unwritten(): string {
    return 'the entries of a backend were'
  }

  flush(): Promise<void> {
    this.#stopTimer()
    return inTurnWith(this.#options.backend, () => this.#save())
  }

  async close(): Promise<void> {
    await this.flush()
    this.#stopTimer()
  }

  get #isClearing(): boolean {
    return this.#clearsDone < this.#clears
  }

  get #isChanged(): boolean {
    return this.#isClearing || this.#section.isChanged
  }

  async #save(): Promise<void> {
    if (!this.#isChanged)
      return
    // One that is under way may give what was there before others had their turn.
    await this.#loading
    const loaded = await this.#loadAgain()
    // What cannot be loaded can be cleared.
    if (!loaded && !this.#isClearing)
      return this.#saveLater()
    const clears = this.#clears
    const section = this.#section.encode(this.now())
    const own = this.#section.takeOwn()
    if (!await this.#write(withSection(loaded?.payload, this.#options.name, section))) {
      this.#section.giveBack(own)
      return this.#saveLater()
    }
    this.#section.saved(section)
    this.#clearsDone = clears
    this.#failures = 0
    if (!this.#isChanged)
      this.#settle()
  }

  #write(payload: BackendPayload): Promise<boolean> {
    const { backend } = this.#options
    return this.#isClearing && Object.keys(payload.caches).length === 0
      ? this.#attempt('clear', () => backend.clear())
      : this.#attempt('save', () => backend.save(payload))
  }

  /** It does not hold up the end of the process, which would else try for ever. */
  #saveLater(): void {
    settled(this)
    this.#schedule(Math.min(MAX_RETRY_DELAY_MS, SAVE_DELAY_MS * 2 ** ++this.#failures))
  }

  #changed(): void {
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
    this.#stopTimer()
    settled(this)
  }

  async #load(): Promise<void> {
    if (!this.#isLoaded && (this.#loading !== undefined || performance.now() >= this.#loadAgainAt))
      await this.#loadAgain()
  }

  /** Nothing when it fails. */
  #loadAgain(): Promise<Loaded | undefined> {
    this.#loading ??= this.#loadNow()
    return this.#loading
  }

  async #loadNow(): Promise<Loaded | undefined> {
    const loaded: Loaded = { payload: undefined }
    const isKnown = await this.#attempt('load', async () => void (loaded.payload = await this.#options.backend.load()), error => this.#isDamage(error))
    this.#loading = undefined
    this.#loadAgainAt = performance.now() + LOAD_RETRY_MS
    if (!isKnown)
      return undefined
    this.#isLoaded = true
    this.#section.merge(this.#isClearing ? [] : living(sectionIn(loaded.payload, this.#options.name), this.now()))
    return loaded
  }

  /** To load it again would give the same: what is damaged is replaced. */
  #isDamage(error: unknown): boolean {
    const isDamage = error instanceof SyntaxError
    if (isDamage)
      this.#section.forgetKnown()
    return isDamage
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
