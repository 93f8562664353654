import { Lost } from '../lost'
import { hexDigest } from '../../util/digest'
import { debug, messageOf } from '../../util/log'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { openRecord, sealRecord } from '../values/sealed-text'
import { type Engine, type Listed, type MaybePromise, type Usage, usageOf } from './engine'

/** What drivers and storages of `unstorage` have in common, as far as it is used. */
export interface StorageLike {
  getItem: (key: string, options?: never) => MaybePromise<unknown>
  setItem?: (key: string, value: string, options: { ttl?: number }) => MaybePromise<void>
  removeItem?: (key: string, options: never) => MaybePromise<void>
  getKeys: (base: string, options: never) => MaybePromise<string[]>
  dispose?: () => MaybePromise<void>
}

export interface StorageEngineOptions {
  name: string
  storage: StorageLike
  codec: RecordCodec
  warn: (message: string, cause?: unknown) => void
}

interface Found { key: string, entry: Entry, size: number }

/** Drivers take options of their own; none are given. */
const NONE = {} as never

/** One text per entry in any storage of `unstorage`. Its own limits on size and age are those of the storage. */
export class StorageEngine implements Engine {
  readonly name = 'storage'
  readonly place: unknown = this
  readonly isSync = false
  readonly #storage: StorageLike
  readonly #options: StorageEngineOptions
  readonly #base: string
  /** What the storage would not write or remove, by item. */
  readonly #lost = new Lost()
  /** The last write of each item. Drivers may finish later what was begun first, so one waits for the other. */
  readonly #queue = new Map<string, Promise<unknown>>()
  #lastClear: Promise<unknown> = Promise.resolve()

  constructor(options: StorageEngineOptions) {
    this.#storage = options.storage
    this.#options = options
    this.#base = `unplugin-cache:${options.name}`
  }

  now(): number {
    return Date.now()
  }

  async get(key: string): Promise<Entry | undefined> {
    const item = this.#itemOf(key)
    return this.#lost.has(item) ? undefined : (await this.#read(item, key))?.entry
  }

  async set(key: string, entry: Entry): Promise<void> {
    try {
      // Now, as the value may be changed while it waits.
      const text = sealRecord(joinRecord(this.#options.codec.encode(key, entry)))
      // In seconds. The entry knows its own end, the storage may forget it somewhat later.
      const ttl = entry.expiresAt === undefined ? {} : { ttl: Math.max(1, Math.ceil((entry.expiresAt - this.now()) / 1000)) }
      await this.#enqueue(this.#itemOf(key), key, item => this.#write(item, text, ttl))
    }
    catch (error) {
      this.#options.warn(`the value of ${key} cannot be serialized and is not cached (${messageOf(error)})`, error)
      await this.delete(key)
    }
  }

  async delete(key: string): Promise<boolean> {
    let isThere = false
    await this.#enqueue(this.#itemOf(key), key, async (item) => {
      // What cannot be read has to go as well.
      const text = await this.#storage.getItem(item)
      isThere = !this.#lost.has(item) && this.#decode(text, item, key) !== undefined
      if (isThere)
        await this.#remove(item)
    })
    return isThere
  }

  async clear(): Promise<void> {
    const before = Promise.all([this.#lastClear, ...this.#queue.values()])
    this.#queue.clear()
    this.#lastClear = before.then(async () => {
      this.#lost.addAll()
      for (const item of await this.#lostItems())
        await this.#remove(item)
    }).catch((error: unknown) => this.#unwritten('everything', error))
    await this.#lastClear
  }

  async list(): Promise<Listed[]> {
    const read = await Promise.all((await this.#knownItems()).map(item => this.#read(item)))
    return read.flatMap(found => (found ? [{ key: found.key, size: found.size }] : []))
  }

  async usage(): Promise<Usage> {
    return usageOf(await this.list(), Infinity)
  }

  async flush(): Promise<void> {
    await Promise.all([this.#lastClear, ...this.#queue.values()])
    if (!this.#lost.isEmpty)
      await this.#removeLost()
  }

  /** The storage belongs to whoever made it. */
  close(): Promise<void> {
    return this.flush()
  }

  async #items(): Promise<string[]> {
    const listed = await this.#storage.getKeys(this.#base, NONE) ?? []
    // Drivers of files list paths, and all of them.
    return listed.map(item => item.replaceAll(/[/\\]/g, ':')).filter(item => item.startsWith(`${this.#base}:`))
  }

  async #knownItems(): Promise<string[]> {
    try {
      return (await this.#items()).filter(item => !this.#lost.has(item))
    }
    catch (error) {
      this.#options.warn(`the backend cannot be listed (${messageOf(error)}). Work goes on without.`, error)
      return []
    }
  }

  #itemOf(key: string): string {
    return `${this.#base}:${hexDigest(key)}`
  }

  async #read(item: string, key?: string): Promise<Found | undefined> {
    return this.#decode(await this.#text(item), item, key)
  }

  #decode(text: unknown, item: string, key?: string): Found | undefined {
    if (typeof text !== 'string')
      return undefined
    try {
      const { head, body } = splitRecord(openRecord(text))
      return key === undefined || head.key === key ? { key: head.key, entry: this.#options.codec.decode(head, body), size: text.length } : undefined
    }
    catch (error) {
      debug.cache('cannot read %s: %s', key ?? item, messageOf(error))
      return undefined
    }
  }

  async #text(item: string): Promise<unknown> {
    try {
      return await this.#storage.getItem(item)
    }
    catch (error) {
      this.#options.warn(`the backend cannot be read (${messageOf(error)}). Work goes on without.`, error)
      return undefined
    }
  }

  async #enqueue(item: string, what: string, action: (item: string) => Promise<void>): Promise<void> {
    const write = (this.#queue.get(item) ?? this.#lastClear).then(() => action(item)).catch(async (error: unknown) => {
      this.#unwritten(what, error)
      await this.#retract(item)
    })
    this.#queue.set(item, write)
    await write
    if (this.#queue.get(item) === write)
      this.#queue.delete(item)
  }

  async #write(item: string, text: string, options: { ttl?: number }): Promise<void> {
    if (!this.#storage.setItem)
      throw new Error('it can only be read')
    await this.#storage.setItem(item, text, options)
    this.#lost.delete(item)
  }

  async #remove(item: string): Promise<void> {
    if (!this.#storage.removeItem)
      throw new Error('nothing can be removed from it')
    await this.#storage.removeItem(item, NONE)
    this.#lost.delete(item)
  }

  /** What is in the storage is not true any more. Where it cannot be removed, nobody gets it here. */
  async #retract(item: string): Promise<void> {
    this.#lost.add(item)
    try {
      await this.#remove(item)
    }
    catch (error) {
      debug.cache('cannot remove %s: %s', item, messageOf(error))
    }
  }

  /** Once more. What is set meanwhile has its turn before or after, and stays. */
  async #removeLost(): Promise<void> {
    try {
      await Promise.all((await this.#lostItems()).map(item =>
        this.#enqueue(item, 'what was deleted', async () => this.#lost.has(item) ? this.#remove(item) : undefined)))
    }
    catch (error) {
      this.#unwritten('what was deleted', error)
    }
  }

  async #lostItems(): Promise<string[]> {
    return this.#lost.narrow(await this.#items())
  }

  #unwritten(what: string, error: unknown): void {
    this.#options.warn(`the backend could not write ${what} (${messageOf(error)}). Work goes on without.`, error)
  }
}
