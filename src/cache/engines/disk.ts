import { debug, messageOf } from '../../util/log'
import { flushAtExit, settled } from '../disk/exit'
import { DiskIndex } from '../disk'
import { touchInterval } from '../disk/retention'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import type { Engine, Listed, Usage } from './engine'
import { type Folder, attempt, withFlight } from './folder'

export interface DiskEngineOptions extends Folder {
  codec: RecordCodec
  /** Bytes. */
  maxSize: number
  /** Milliseconds. */
  keepUnused: number
}

/** How long entries are collected before they are written together. Milliseconds. */
const FLUSH_DELAY_MS = 50
/** Above this they are written at once. Bytes. */
const FLUSH_SIZE = 32 * 1024 * 1024
/** When times of use cannot be written, the folder is most likely read-only: they are not tried again for so long. */
const TOUCH_RETRY_MS = 6 * 60 * 60 * 1000
/** How long files stay open for more reads: nobody has to close a cache. Milliseconds. */
const OPEN_MS = 1000

/** Many small and middle-sized entries in few files: written together, read by position. */
export class DiskEngine implements Engine {
  readonly name = 'disk'
  readonly isSync = true
  readonly #options: DiskEngineOptions
  readonly #index: DiskIndex
  /** Records that are not written yet; `null` for an entry that was removed. */
  #pending = new Map<string, Buffer | null>()
  #pendingBytes = 0
  /** Exact times of last use; they are written along with entries, or alone when those on disk are too old. */
  #uses = new Map<string, number>()
  #areUsesDue = false
  #touchAgainAt = 0
  /** What is being written now. */
  #committing = new Map<string, Buffer | null>()
  #lastCommit: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #closeTimer: NodeJS.Timeout | undefined
  #isFlushing = false

  constructor(options: DiskEngineOptions) {
    this.#options = options
    this.#index = new DiskIndex(options)
  }

  now(): number {
    return Date.now()
  }

  get(key: string): Entry | undefined {
    const record = this.#read(key)
    if (!record)
      return undefined
    try {
      const { head, body } = splitRecord(record)
      return head.key === key ? this.#options.codec.decode(head, body) : undefined
    }
    catch (error) {
      debug.cache('cannot decode %s: %s', key, messageOf(error))
      return undefined
    }
  }

  set(key: string, entry: Entry): void {
    try {
      const record = joinRecord(this.#options.codec.encode(key, entry))
      if (record.length > this.#options.maxSize) {
        // What was there before is not true any more.
        this.delete(key)
        return this.#options.warn(`the value of ${key} is larger than the option maxSize and is not cached`)
      }
      this.#keep(key, record)
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
    }
  }

  delete(key: string): boolean {
    const isThere = this.#has(key)
    if (isThere)
      this.#keep(key, null)
    return isThere
  }

  async clear(): Promise<void> {
    this.#pending.clear()
    this.#uses.clear()
    this.#lastCommit = this.#lastCommit.then(() => this.#attempt(() => this.#index.clear()))
    await this.#lastCommit
  }

  list(): Listed[] {
    this.#index.refresh()
    const sizes = new Map([...this.#index.state.entries].map(([key, { length }]) => [key, length]))
    for (const [key, record] of [...this.#committing, ...this.#pending]) {
      if (record)
        sizes.set(key, record.length)
      else
        sizes.delete(key)
    }
    return [...sizes].map(([key, size]) => ({ key, size }))
  }

  usage(): Usage {
    const listed = this.list()
    return { entries: listed.length, bytes: listed.reduce((sum, { size }) => sum + size, 0), maxSize: this.#options.maxSize }
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isFlushing = true
    this.#lastCommit = this.#lastCommit.then(() => this.#commit())
    return this.#lastCommit
  }

  async close(): Promise<void> {
    await this.flush()
    this.#letGo()
  }

  exclusively<T>(key: string, waitMs: number, body: () => Promise<T>): Promise<T> {
    return withFlight(this.#options, { key, waitMs }, body)
  }

  /** For the message at exit. */
  unwritten(): string {
    const count = this.#pending.size + this.#committing.size
    return `${count} ${count === 1 ? 'entry' : 'entries'} of ${this.#options.dir} ${count === 1 ? 'was' : 'were'}`
  }

  #buffered(key: string): Buffer | null | undefined {
    const record = this.#pending.get(key)
    return record === undefined ? this.#committing.get(key) : record
  }

  #has(key: string): boolean {
    const record = this.#buffered(key)
    if (record !== undefined)
      return record !== null
    this.#index.refresh()
    return this.#index.state.entries.has(key)
  }

  #read(key: string): Buffer | undefined {
    const record = this.#buffered(key)
    if (record !== undefined)
      return record ?? undefined
    // Another process may have moved the record after the first look.
    return this.#readFromPack(key) ?? this.#readFromPack(key)
  }

  #readFromPack(key: string): Buffer | undefined {
    this.#index.refresh()
    const location = this.#index.state.entries.get(key)
    if (!location)
      return undefined
    const now = Date.now()
    this.#uses.set(key, now)
    if (!this.#areUsesDue && now - location.usedAt > touchInterval(this.#options.keepUnused) && now >= this.#touchAgainAt) {
      this.#areUsesDue = true
      this.#schedule()
    }
    this.#closeTimer ??= setTimeout(() => this.#letGo(), OPEN_MS).unref()
    return this.#index.packs.read(location)
  }

  #letGo(): void {
    clearTimeout(this.#closeTimer)
    this.#closeTimer = undefined
    this.#index.close()
  }

  #keep(key: string, record: Buffer | null): void {
    this.#pendingBytes += (record?.length ?? 0) - (this.#pending.get(key)?.length ?? 0)
    this.#pending.set(key, record)
    this.#uses.delete(key)
    this.#schedule()
    if (this.#pendingBytes > FLUSH_SIZE && !this.#isFlushing)
      void this.flush()
  }

  #schedule(): void {
    flushAtExit(this)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_DELAY_MS).unref()
  }

  async #commit(): Promise<void> {
    const [records, uses] = [this.#pending, this.#uses]
    this.#isFlushing = false
    if (records.size > 0) {
      this.#takeUses()
      this.#pending = new Map()
      this.#pendingBytes = 0
      this.#committing = records
      await this.#attempt(() => this.#index.commit({ records, uses }))
      this.#committing = new Map()
    }
    else if (this.#areUsesDue) {
      this.#takeUses()
      await this.#commitUses(uses)
    }
    if (this.#pending.size === 0)
      settled(this)
  }

  #takeUses(): void {
    this.#uses = new Map()
    this.#areUsesDue = false
  }

  /** Nobody asked for it, so nobody hears of it when it fails. */
  async #commitUses(uses: ReadonlyMap<string, number>): Promise<void> {
    try {
      await this.#index.commit({ records: new Map(), uses })
    }
    catch (error) {
      debug.cache('cannot write times of use: %s', messageOf(error))
      this.#touchAgainAt = Date.now() + TOUCH_RETRY_MS
      this.#uses = new Map([...uses, ...this.#uses])
    }
  }

  #attempt(action: () => Promise<void>): Promise<void> {
    return attempt(this.#options, action)
  }
}
