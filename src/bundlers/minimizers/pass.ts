import type { AssetInput } from '../../plugin/contexts/asset'
import type { AnyPlugin, Handler } from '../../plugin/types'
import { debug, messageOf } from '../../util/log'
import { isObject } from '../../util/stable'
import { type Source, type SourceClasses, Values } from './values'

/** An entry of the cache of a bundler: what a minimizer stores for one asset. */
interface CacheItem {
  getPromise: () => Promise<unknown>
  storePromise: (data: unknown) => Promise<void>
}
interface CacheFacade { getItemCache: (identifier: string, etag: unknown) => CacheItem }

export interface Compilation {
  compiler: { root: object }
  getCache: (name: string) => CacheFacade
  getAsset: (name: string) => { info: object, source: Source } | undefined
}
interface Compiler {
  context: string
  options: { output: { environment?: unknown } }
  webpack: { sources: SourceClasses }
}

/** Those of `minimizer-webpack-plugin` say more. */
interface PassOptions {
  /** Behind the name of an asset, in the name of its item. */
  cacheSuffix?: string
  /** Which of its functions run in this pass. */
  only?: unknown
}

export type PassArguments = [compiler: Compiler, compilation: Compilation, assets: unknown, options?: PassOptions]

/**
 * Runs one pass of a minimizer over assets. It asks the cache of the bundler for each, and stores there what it has
 * made: the time between is a step.
 */
export async function runPass(plugin: AnyPlugin, optimize: (...args: PassArguments) => unknown, [compiler, compilation, assets, options, ...rest]: PassArguments): Promise<unknown> {
  const steps: AssetStep[] = []
  const suffix = options?.cacheSuffix ?? ''
  const watchItem = (identifier: string, item: CacheItem): CacheItem => {
    const name = identifier.endsWith(suffix) ? identifier.slice(0, identifier.length - suffix.length) : identifier
    const step = new AssetStep(plugin, item, () => describeAsset(compiler, compilation, name, options?.only))
    steps.push(step)
    return step
  }
  try {
    return await optimize(compiler, withCache(compilation, watchItem), assets, options, ...rest)
  }
  finally {
    await Promise.all(steps.map(step => step.end()))
  }
}

/** A compilation with a cache whose items are others. */
function withCache(compilation: Compilation, watchItem: (identifier: string, item: CacheItem) => CacheItem): Compilation {
  const getCache = (name: string): CacheFacade => {
    const cache = compilation.getCache(name)
    return Object.create(cache, { getItemCache: { value: (identifier: string, etag: unknown) => watchItem(identifier, cache.getItemCache(identifier, etag)) } }) as CacheFacade
  }
  return new Proxy(compilation, {
    get(target, name) {
      // Members may be private, and known to the compilation itself only.
      const member: unknown = Reflect.get(target, name, target)
      return name === 'getCache' ? getCache : typeof member === 'function' ? member.bind(target) as unknown : member
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  })
}

/** An asset as a minimizer sees it. */
interface Described {
  name: string
  input: Omit<AssetInput, 'run'>
  values: Values
}

/** What a minimizer can look at; nothing for what is no asset, or one whose map it will warn of. */
function describeAsset({ context, options, webpack }: Compiler, compilation: Compilation, name: string, only: unknown): Described | undefined {
  const { info, source } = compilation.getAsset(name) ?? {}
  if (!source)
    return undefined
  const { source: code, map } = source.sourceAndMap()
  if (map && !isSourceMap(map))
    return undefined
  const mapText = map ? JSON.stringify(map) : undefined
  const about = { info, only, context, environment: options.output.environment }
  return { name, input: { code, map: mapText, about }, values: new Values(webpack.sources, { code, map, mapText }) }
}

/** The same question as minimizers ask. */
function isSourceMap(map: object): boolean {
  const { version, sources, mappings } = map as Record<string, unknown>
  return version !== undefined && Array.isArray(sources) && typeof mappings === 'string'
}

/** An item of the bundler's cache, and the step from the question for it to the answer of the minimizer. */
class AssetStep implements CacheItem {
  readonly #plugin: AnyPlugin
  readonly #item: CacheItem
  readonly #describe: () => Described | undefined
  #step: Promise<unknown> | undefined
  #minimized: { resolve: (data: unknown) => void, reject: (error: Error) => void } | undefined

  constructor(plugin: AnyPlugin, item: CacheItem, describe: () => Described | undefined) {
    this.#plugin = plugin
    this.#item = item
    this.#describe = describe
  }

  async getPromise(): Promise<unknown> {
    const known = await this.#item.getPromise()
    const described = known === undefined ? this.#describe() : undefined
    if (!described)
      return known
    const stored = await new Promise<unknown>(answer => this.#begin(described, answer))
    if (!isObject(stored))
      return undefined
    const data = described.values.unpack(stored)
    await this.#item.storePromise(data)
    return data
  }

  async storePromise(data: unknown): Promise<void> {
    await this.#item.storePromise(data)
    this.#minimized?.resolve(data)
    // It holds the asset.
    this.#minimized = undefined
    await this.#step
  }

  /** The pass is over; of what failed nothing has been stored. */
  async end(): Promise<void> {
    this.#minimized?.reject(new Error('the minimizer has stored nothing'))
    await this.#step
  }

  /** Answers with what is known of the asset, or with nothing as soon as the minimizer has to run. */
  #begin({ name, input, values }: Described, answer: (stored: unknown) => void): void {
    const run = (): Promise<unknown> => {
      answer(undefined)
      return new Promise((resolve, reject) => this.#minimized = { resolve, reject }).then(data => values.pack(data))
    }
    const step = (): unknown => (this.#plugin.renderChunk as Handler).call({}, name, { ...input, run } satisfies AssetInput)
    this.#step = Promise.resolve().then(step).then(answer, (error: unknown) => {
      debug.step('%s is not kept: %s', name, messageOf(error))
      answer(undefined)
    })
  }
}
