import { readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { writeAtomic } from '../../store/file'
import { isMissing } from '../../util/errno'
import { type Log, createLog, messageOf, silentLog } from '../../util/log'
import type { CacheWarning } from '../errors'
import { warner } from '../library/create'
import { checkOptions, fileName, userCacheDir } from '../library/options'
import { openSealedData, seal } from '../seal'
import { type EncodedRegistry, isRegistry, rejectionOf } from './rules'

export interface RegistryOptions<T> {
  /** Names the file. Letters, digits and any of @ . _ - */
  name: string
  /** Of what the items were made from, such as the version of a package. */
  version: () => string | Promise<string>
  /** Gives plain JSON. One item for which it throws is left out. */
  serialize: (item: T, name: string) => unknown
  /** One item for which it throws makes the whole map invalid. */
  deserialize: (data: never, name: string) => T | Promise<T>
  /** @default 7 */
  maxAgeDays?: number
  /** Compare the modification times that were given to `save`. @default false */
  checkFiles?: boolean
  /** Change it when `serialize` writes something else. @default '1' */
  format?: string
  /** @default `$XDG_CACHE_HOME` or `~/.cache`, and there `unplugin-cache` */
  dir?: string
  /** `'silent'` says nothing. @default 'warnings' */
  log?: 'warnings' | 'silent'
  onWarning?: (warning: CacheWarning) => void
}

const callback = v.function('a function')
const schema = v.strictObject({
  name: fileName,
  version: callback,
  serialize: callback,
  deserialize: callback,
  maxAgeDays: v.optional(v.pipe(v.number('a number of days above 0'), v.gtValue(0, 'a number of days above 0'))),
  checkFiles: v.optional(v.boolean('true or false')),
  format: v.optional(v.string('a string')),
  dir: v.optional(v.pipe(v.string('a path'), v.nonEmpty('a path'))),
  log: v.optional(v.picklist(['warnings', 'silent'], '\'warnings\' or \'silent\'')),
  onWarning: v.optional(callback),
})

/** A whole map of items that is costly to build, such as the plugins found on a machine: loaded as a whole or not at all. */
export class RegistryCache<T> {
  readonly path: string
  /** Why the last `load` gave nothing. */
  rejection: string | undefined
  readonly #options: RegistryOptions<T>
  readonly #log: Log
  readonly #warn: (message: string, cause?: unknown) => void

  constructor(options: RegistryOptions<T>) {
    checkOptions(schema, options)
    this.#options = options
    this.path = resolve(options.dir ?? userCacheDir(), 'registry-v1', `${options.name}.json`)
    this.#log = options.log === 'silent' ? silentLog : createLog()
    this.#warn = warner({ log: options.log ?? 'warnings', onWarning: options.onWarning })
  }

  /** All items, or nothing when one of the rules says no. Never fails. */
  async load(): Promise<Map<string, T> | undefined> {
    this.rejection = undefined
    try {
      const registry = await this.#read()
      if (!registry)
        return undefined
      this.rejection = rejectionOf(registry, await this.#context())
      if (this.rejection === undefined)
        return await this.#decode(registry)
      this.#log.info(`${this.#options.name} is built again: ${this.rejection}`)
    }
    catch (error) {
      this.#reject(messageOf(error), error)
    }
    return undefined
  }

  /** Never fails: what cannot be saved is a warning. `files` are modification times, see `sourceFileTimes`. */
  async save(items: ReadonlyMap<string, T>, files: Readonly<Record<string, number>> = {}): Promise<void> {
    try {
      const { format, version } = await this.#context()
      const registry: EncodedRegistry = { format, version, savedAt: Date.now(), files: { ...files }, items: this.#encode(items) }
      await writeAtomic(this.path, seal(JSON.stringify(registry)))
    }
    catch (error) {
      this.#warn(`${this.#options.name} is not cached (${messageOf(error)})`, error)
    }
  }

  async clear(): Promise<void> {
    await rm(this.path, { force: true })
  }

  async #context(): Promise<Parameters<typeof rejectionOf>[1]> {
    const { format = '1', version, maxAgeDays = 7, checkFiles = false } = this.#options
    return { format, version: await version(), maxAgeDays, checkFiles, now: Date.now() }
  }

  async #read(): Promise<EncodedRegistry | undefined> {
    let text: string
    try {
      text = await readFile(this.path, 'utf8')
    }
    catch (error) {
      this.rejection = 'there is none yet'
      if (isMissing(error))
        return undefined
      throw error
    }
    try {
      const data = openSealedData(text)
      if (isRegistry(data))
        return data
      throw new Error('parts of it are missing')
    }
    catch (error) {
      this.#reject(`${this.path} is damaged (${messageOf(error)})`, error)
      await this.clear()
      return undefined
    }
  }

  async #decode({ items }: EncodedRegistry): Promise<Map<string, T> | undefined> {
    const decoded = new Map<string, T>()
    for (const [name, data] of Object.entries(items)) {
      try {
        decoded.set(name, await this.#options.deserialize(data as never, name))
      }
      catch (error) {
        this.#reject(`the item ${name} cannot be restored (${messageOf(error)})`, error)
        return undefined
      }
    }
    return decoded
  }

  #encode(items: ReadonlyMap<string, T>): Record<string, unknown> {
    const encoded: Record<string, unknown> = {}
    for (const [name, item] of items) {
      try {
        const data: unknown = this.#options.serialize(item, name)
        if (JSON.stringify(data) === undefined)
          throw new Error('it is not JSON')
        Object.defineProperty(encoded, name, { value: data, enumerable: true })
      }
      catch (error) {
        this.#warn(`the item ${name} of ${this.#options.name} is not cached (${messageOf(error)})`, error)
      }
    }
    return encoded
  }

  #reject(reason: string, cause: unknown): void {
    this.rejection = reason
    this.#warn(`${this.#options.name} is built again: ${reason}`, cause)
  }
}

/** @throws CacheOptionError */
export function createRegistryCache<T>(options: RegistryOptions<T>): RegistryCache<T> {
  return new RegistryCache(options)
}
