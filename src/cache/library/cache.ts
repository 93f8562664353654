import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { CacheMissError, CacheStateError } from '../errors'
import { FileEngine } from '../engines/file'
import { type MaybePromise, follow } from '../engines/engine'
import { attempt } from '../engines/folder'
import type { FileCache } from '../files'
import { parseKey } from '../keys/name'
import { sessionEpoch } from '../keys/session'
import type { Entry } from '../values/record'
import type { Core, Facts, Target } from './core'
import { checkCallOptions, checkClearOptions, checkFunction } from './options'
import type { Picked, Stats } from './api'
import { folderOf } from './engines'
import { overtake } from './flights'
import { type Folder, treeOf } from './inventory'
import { type Removal, describeRemoval } from './removal'
import type { AnyFunction, ComputeOptions, GetOptions, ReadOptions, SetOptions, WrapOptions } from './types'
import { type WrappedExtras, wrap } from './wrap'

/** A cache of two tiers. `Cache` and `AsyncCache` are its types for those who use it. */
export class TieredCache {
  readonly name: string
  readonly version: number
  readonly picked: Picked
  readonly files: FileCache
  readonly #core: Core
  readonly #onClose: (cache: TieredCache) => void
  /** Entries in memory, unless everything has to be a promise. */
  readonly #quick: Core['memory']['store'] | undefined
  readonly #counts: Core['counts']
  readonly #forget = (key: string): void => this.#core.forget(key)

  constructor(core: Core, { picked, files, onClose }: { picked: Picked, files: FileCache, onClose: (cache: TieredCache) => void }) {
    this.name = core.options.name
    this.version = core.options.version
    this.picked = picked
    this.files = files
    this.#core = core
    this.#quick = core.isSync ? core.memory.store : undefined
    this.#counts = core.counts
    this.#onClose = onClose
  }

  get isLoaded(): boolean {
    return this.#core.lifecycle.isLoaded
  }

  get<T>(key: string, options?: GetOptions<T>): MaybePromise<T | undefined> {
    if (options === undefined) {
      const entry = this.#quick?.get(key)
      // Most hits need no judging, and these should cost next to nothing.
      // eslint-disable-next-line @typescript-eslint/prefer-optional-chain -- in every other process V8 makes less of that
      if (entry !== undefined && entry.epoch === sessionEpoch) {
        this.#counts.hits++
        return entry.value as T
      }
    }
    return this.#getJudged(key, options)
  }

  getOrThrow<T>(key: string, options?: ReadOptions): MaybePromise<T> {
    return this.#answer(() => follow(this.#read('read', key, options), (entry) => {
      if (!entry)
        throw new CacheMissError(key)
      return entry.value as T
    }))
  }

  has(key: string, options?: ReadOptions): MaybePromise<boolean> {
    return this.#answer(() => follow(this.#read('read', key, options), entry => entry !== undefined))
  }

  set(key: string, value: unknown, given?: SetOptions): MaybePromise<void> {
    return this.#answer(() => {
      const { target, facts } = this.#setting(key, given)
      return this.#core.keep(target, value, facts)
    })
  }

  delete(key: string): MaybePromise<boolean> {
    return this.#answer(() => this.#core.delete(this.#core.target(key)))
  }

  async clear(options: { removeFolder?: boolean } = {}): Promise<void> {
    checkClearOptions(options)
    const { options: { dir, name }, warn } = this.#core
    await this.#core.clear()
    const folder = folderOf({ dir, name })
    if (options.removeFolder)
      await attempt({ dir: folder, warn }, () => rm(folder, { recursive: true, force: true }))
  }

  async getOrCompute<T, A extends readonly unknown[]>(key: string, compute: (...args: A) => T | Promise<T>, given?: ComputeOptions<A>): Promise<T> {
    const options = checkCallOptions('compute', given)
    checkFunction('compute', compute)
    const { args, compareArgs = true, maxAge, ttl, files, strategy } = options
    const target = this.#core.target(key, options)
    const params = this.#core.paramsOf(args, 'args')
    const wanted = { ...this.#core.wanted(target, { maxAge }), params: compareArgs ? params : undefined }
    return this.#core.compute(target, { wanted, ttl, files, strategy, params }, () => compute(...(args ?? []) as unknown as A)) as Promise<T>
  }

  wrap<F extends AnyFunction>(fn: F, options: WrapOptions<F> = {}): F & WrappedExtras<F> {
    return wrap(this.#core, fn, options)
  }

  load(body: () => unknown = () => {}): Promise<void> {
    return this.#core.lifecycle.load(body, this.#forget)
  }

  unload(): void {
    this.#core.lifecycle.unload(this.#forget)
  }

  addVolatile<T extends object>(owner: T, member: keyof T): void {
    this.#core.lifecycle.addMember(owner, member)
  }

  async getStream(key: string, given?: ReadOptions): Promise<Readable | undefined> {
    const options = checkCallOptions('read', given)
    const target = this.#core.target(key, options)
    const engine = this.#streaming(target)
    const found = await engine.getStream(target.name)
    if (found && this.#core.judge(target, found.entry, this.#core.wanted(target, options)))
      return found.open()
    await found?.close()
    return undefined
  }

  async setStream(key: string, source: AsyncIterable<Uint8Array>, given?: SetOptions): Promise<void> {
    const { target, facts } = this.#setting(key, given)
    const engine = this.#streaming(target)
    if (facts.inputs === null)
      return void engine.delete(target.name)
    this.#counts.sets++
    await engine.setStream(target.name, this.#core.entryOf(target, undefined, facts), source)
  }

  stats(): MaybePromise<Stats> {
    const { counts, memory, persistent, options: { maxEntries } } = this.#core
    return this.#answer(() => follow(persistent.usage(), ({ entries, bytes, maxSize }) => ({
      name: this.name,
      engine: this.picked.engine,
      ...counts,
      entries: entries + memory.usage().entries,
      size: bytes ?? 0,
      maxSize,
      maxEntries,
    })))
  }

  inventory(): MaybePromise<Folder> {
    return this.#answer(() => follow(this.#core.persistent.list(), listed => treeOf(this.name, listed)))
  }

  async remove(key: string): Promise<Removal> {
    const { name } = parseKey(key)
    const { persistent: engine } = this.#core
    const listed = (await engine.list()).filter(({ key: other }) => other === name || other.startsWith(`${name}/`) || other.startsWith(`${name}(`))
    return describeRemoval(`${name} in ${this.name}`, listed, async other => this.#core.delete({ engine, name: other }))
  }

  flush(): Promise<void> {
    return this.#core.persistent.flush()
  }

  async close(): Promise<void> {
    this.#onClose(this)
    this.#core.lifecycle.end(this.#forget)
    await this.#core.persistent.close()
    await this.#core.memory.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Apart from `get`, because a function that makes closures is slower before it makes any. */
  #getJudged<T>(key: string, options: GetOptions<T> | undefined): MaybePromise<T | undefined> {
    return this.#answer(() => follow(this.#read('get', key, options), entry => (entry ? entry.value as T : options?.default)))
  }

  #read(call: 'read' | 'get', key: string, given?: ReadOptions): MaybePromise<Entry | undefined> {
    const options = checkCallOptions(call, given)
    const target = this.#core.target(key, options)
    return this.#core.read(target, this.#core.wanted(target, options))
  }

  /** What is set now is newer than what is still being computed. */
  #setting(key: string, given: SetOptions | undefined): { target: Target, facts: Facts } {
    const options = checkCallOptions('set', given)
    const target = this.#core.target(key, options)
    const facts = { params: this.#core.paramsOf(options.params), ttl: options.ttl, inputs: this.#core.inputsOf(options.files, options.strategy) }
    overtake(target.engine.place, target.name)
    return { target, facts }
  }

  /** With a backend, memory gives promises as well, and errors come out of them. */
  #answer<T>(body: () => MaybePromise<T>): MaybePromise<T> {
    return this.#core.isSync ? body() : new Promise(resolve => resolve(body()))
  }

  #streaming(target: Target): FileEngine {
    if (!(target.engine instanceof FileEngine))
      throw new CacheStateError(`unplugin-cache: streams need the file engine and a path-like key. Create the cache with engine: 'file', and use a key such as "./${target.name.replace(/^\.\//, '')}".`)
    if (this.#core.options.serializer)
      throw new CacheStateError('unplugin-cache: streams do not go through a serializer, which may encrypt. Use set and get, or another cache without the option serializer.')
    return target.engine
  }
}
