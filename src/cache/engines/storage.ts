import { debug, messageOf } from '../../util/log'
import { type Entry, type RecordCodec, joinRecord, splitRecord } from '../values/record'
import { openRecord, sealRecord } from '../values/sealed-text'
import type { Engine, Listed, MaybePromise, Usage } from './engine'
import { hexDigest } from './folder'

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

/** Drivers take options of their own; none are given. */
const NONE = {} as never

/** One text per entry in any storage of `unstorage`. Its own limits on size and age are those of the storage. */
export class StorageEngine implements Engine {
  readonly name = 'storage'
  readonly isSync = false
  readonly #storage: StorageLike
  readonly #options: StorageEngineOptions
  readonly #base: string
  #writes: Promise<unknown> = Promise.resolve()

  constructor(options: StorageEngineOptions) {
    this.#storage = options.storage
    this.#options = options
    this.#base = `unplugin-cache:${options.name}`
  }

  now(): number {
    return Date.now()
  }

  async get(key: string): Promise<Entry | undefined> {
    return (await this.#read(this.#itemOf(key), key))?.entry
  }

  async set(key: string, entry: Entry): Promise<void> {
    await this.#write(key, async () => {
      const text = sealRecord(joinRecord(this.#options.codec.encode(key, entry)))
      // In seconds. The entry knows its own end, the storage may forget it somewhat later.
      const ttl = entry.expiresAt === undefined ? {} : { ttl: Math.max(1, Math.ceil((entry.expiresAt - this.now()) / 1000)) }
      await this.#storage.setItem?.(this.#itemOf(key), text, ttl)
    })
  }

  async delete(key: string): Promise<boolean> {
    const isThere = await this.get(key) !== undefined
    if (isThere)
      await this.#write(key, async () => this.#storage.removeItem?.(this.#itemOf(key), NONE))
    return isThere
  }

  async clear(): Promise<void> {
    await this.#write('everything', async () => {
      for (const item of await this.#items())
        await this.#storage.removeItem?.(item, NONE)
    })
  }

  async list(): Promise<Listed[]> {
    const read = await Promise.all((await this.#items()).map(item => this.#read(item)))
    return read.flatMap(found => (found ? [{ key: found.key, size: found.size }] : []))
  }

  async usage(): Promise<Usage> {
    const listed = await this.list()
    return { entries: listed.length, bytes: listed.reduce((sum, { size }) => sum + size, 0), maxSize: Infinity }
  }

  async flush(): Promise<void> {
    await this.#writes
  }

  /** The storage belongs to whoever made it. */
  close(): Promise<void> {
    return this.flush()
  }

  async #items(): Promise<string[]> {
    const items = await this.#storage.getKeys(this.#base, NONE) ?? []
    return items.filter(item => item.startsWith(`${this.#base}:`))
  }

  #itemOf(key: string): string {
    return `${this.#base}:${hexDigest(key)}`
  }

  async #read(item: string, key?: string): Promise<{ key: string, entry: Entry, size: number } | undefined> {
    const text = await this.#text(item)
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

  async #write(what: string, action: () => Promise<void>): Promise<void> {
    const write = action().catch((error: unknown) =>
      this.#options.warn(`the backend could not write ${what} (${messageOf(error)}). Work goes on without.`, error))
    this.#writes = Promise.all([this.#writes, write])
    await write
  }
}
