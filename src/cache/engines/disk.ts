import { randomUUID } from 'node:crypto'
import { debug, messageOf } from '../../util/log'
import { flushAtExit, settled } from '../disk/exit'
import { DiskIndex } from '../disk'
import { retract } from '../disk/retract'
import { Unwritten } from '../disk/unwritten'
import { Uses } from '../disk/uses'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { type Engine, type Listed, type Usage, usageOf } from './engine'
import { type Folder, succeeds, withFlight } from './folder'

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
/** How long files stay open for more reads: nobody has to close a cache. Milliseconds. */
const OPEN_MS = 1000

/** Many small and middle-sized entries in few files: written together, read by position. */
export class DiskEngine implements Engine {
  readonly name = 'disk'
  readonly place: string
  readonly isSync = true
  readonly #options: DiskEngineOptions
  readonly #index: DiskIndex
  readonly #unwritten = new Unwritten()
  readonly #uses: Uses
  #lastCommit: Promise<void> = Promise.resolve()
  /** The last clear that was seen, by whomever: all that is not written was set after it. */
  #lastClear: string | undefined
  /** The last one of our own: all that is not written was set after it was called. */
  #ownClear: string | undefined
  /** Of our own, not done yet. */
  #clearsToCome = 0
  #timer: NodeJS.Timeout | undefined
  #closeTimer: NodeJS.Timeout | undefined
  #isFlushing = false

  constructor(options: DiskEngineOptions) {
    this.#options = options
    this.place = options.dir
    this.#index = new DiskIndex(options)
    this.#uses = new Uses(options.keepUnused)
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
      if (record.length <= this.#options.maxSize)
        return this.#keep(key, record)
      this.#options.warn(`the value of ${key} is larger than the option maxSize and is not cached`)
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
    }
    this.delete(key)
  }

  delete(key: string): boolean {
    const isThere = this.#has(key)
    if (isThere)
      this.#keep(key, null)
    return isThere
  }

  clear(): Promise<void> {
    const name = this.#ownClear = randomUUID()
    this.#clearsToCome++
    this.#unwritten.clear()
    this.#uses.clear()
    this.#lastCommit = this.#lastCommit.then(async () => {
      await this.#clearIndex(name)
      this.#clearsToCome--
      this.#settle()
    })
    return this.#lastCommit
  }

  list(): Listed[] {
    this.#catchUp()
    return [...this.#unwritten.over(this.#index.state.entries)].map(([key, { length }]) => ({ key, size: length }))
  }

  usage(): Usage {
    return usageOf(this.list(), this.#options.maxSize)
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
    const { count } = this.#unwritten
    return `${count} ${count === 1 ? 'entry' : 'entries'} of ${this.#options.dir} ${count === 1 ? 'was' : 'were'}`
  }

  /** Takes over what others have committed, and forgets what was set before they cleared the folder. */
  #catchUp(): void {
    this.#index.refresh()
    const { lastClear } = this.#index
    if (lastClear !== this.#lastClear && lastClear !== this.#ownClear)
      this.#unwritten.forget()
    this.#lastClear = lastClear
  }

  #has(key: string): boolean {
    this.#catchUp()
    const record = this.#unwritten.get(key)
    if (record !== undefined)
      return record !== null
    return this.#index.state.entries.has(key)
  }

  #read(key: string): Buffer | undefined {
    this.#catchUp()
    const record = this.#unwritten.get(key)
    if (record !== undefined)
      return record ?? undefined
    const found = this.#readFromPack(key)
    if (found)
      return found
    // Another process may have moved the record after the first look.
    this.#index.refresh()
    return this.#readFromPack(key)
  }

  #readFromPack(key: string): Buffer | undefined {
    const location = this.#index.state.entries.get(key)
    if (!location)
      return undefined
    this.#uses.add(key, location.usedAt)
    if (this.#uses.areDue)
      this.#schedule()
    this.#closeTimer ??= setTimeout(() => this.#letGo(), OPEN_MS).unref()
    return this.#index.packs.read(location)
  }

  #letGo(): void {
    clearTimeout(this.#closeTimer)
    this.#closeTimer = undefined
    this.#index.close()
  }

  #keep(key: string, record: Buffer | null): void {
    this.#catchUp()
    this.#unwritten.set(key, record)
    this.#uses.delete(key)
    this.#schedule()
    if (this.#unwritten.bytes > FLUSH_SIZE && !this.#isFlushing)
      void this.flush()
  }

  #schedule(): void {
    flushAtExit(this)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_DELAY_MS).unref()
  }

  async #commit(): Promise<void> {
    this.#isFlushing = false
    // What is there now was set after that, which would remove it.
    if (this.#clearsToCome > 0)
      return
    this.#catchUp()
    const records = this.#unwritten.take()
    if (records.size > 0)
      await this.#commitRecords(records)
    else if (this.#uses.areDue)
      await this.#commitUses(this.#uses.take())
    this.#settle()
  }

  async #commitRecords(records: ReadonlyMap<string, Buffer | null>): Promise<void> {
    const uses = this.#uses.take()
    if (await succeeds(this.#options, () => this.#index.commit({ records, uses, lastClear: this.#lastClear })))
      return this.#unwritten.written()
    this.#uses.putBack(uses)
    await this.#retract(this.#unwritten.lose())
  }

  async #clearIndex(name: string): Promise<void> {
    if (await succeeds(this.#options, () => this.#index.clear(name)))
      return this.#unwritten.removed()
    this.#catchUp()
    await this.#retract(this.#unwritten.lose(this.#index.state.entries.keys()))
  }

  async #retract(records: ReadonlyMap<string, null>): Promise<void> {
    if (await retract(this.#index, { records, lastClear: this.#lastClear }))
      this.#unwritten.removed()
  }

  #settle(): void {
    if (this.#unwritten.count === 0)
      settled(this)
  }

  /** Nobody asked for it, so nobody hears of it when it fails. */
  async #commitUses(uses: ReadonlyMap<string, number>): Promise<void> {
    try {
      await this.#index.commit({ records: new Map(), uses, lastClear: this.#lastClear })
    }
    catch (error) {
      debug.cache('cannot write times of use: %s', messageOf(error))
      this.#uses.putBack(uses)
    }
  }
}
