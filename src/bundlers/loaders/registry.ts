import type { LoaderInput, LoaderResult } from '../../plugin/contexts/loader'
import type { AnyPlugin, HookContext, Origin } from '../../plugin/types'
import { createLog, messageOf } from '../../util/log'
import { stableStringify } from '../../util/stable'
import type { LoaderObject } from './attach'
import { type LoaderHome, holdsCode, homeOf, packagesNamedIn } from './origin'

const THREADS_RE = /[/\\]node_modules[/\\]thread-loader[/\\]/

export interface RegistrySource {
  root: string
  /** What the user says of loaders, by name. */
  declared: Readonly<Record<string, unknown>>
  /** Memoizes a plugin, if it is known how. */
  adopt: (plugin: AnyPlugin) => void
  /** Names of the packages that the configuration imports. */
  configPackages: () => readonly string[]
}

/** Known loaders, as plugins: one for each set of options that a loader is used with. */
export class LoaderRegistry {
  readonly #root: string
  readonly #declared: Readonly<Record<string, unknown>>
  readonly #adopt: (plugin: AnyPlugin) => void
  readonly #configPackages: () => readonly string[]
  readonly #homes = new Map<string, LoaderHome>()
  readonly #plugins = new Map<string, Map<unknown, AnyPlugin>>()
  readonly #warnings = new Set<string>()
  readonly #origins = new Map<AnyPlugin, Origin>()

  constructor({ root, declared, adopt, configPackages }: RegistrySource) {
    this.#root = root
    this.#declared = declared
    this.#adopt = adopt
    this.#configPackages = configPackages
  }

  /** The plugin that stands for a loader; nothing for a loader that is left alone. */
  memoized(loader: LoaderObject): AnyPlugin | undefined {
    try {
      const plugin = this.#plugin(loader)
      return plugin.transform === runStep ? undefined : plugin
    }
    catch (error) {
      this.#warnOnce(`cannot memoize the loader ${loader.path} (${messageOf(error)}); it runs without the cache`)
      return undefined
    }
  }

  /** True for a loader that runs others in threads, unless the user wants it to. */
  isThread({ path }: LoaderObject): boolean {
    return this.#declared['thread-loader'] !== false && THREADS_RE.test(path)
  }

  originOf(plugin: AnyPlugin): Origin {
    return this.#origins.get(plugin)!
  }

  #warnOnce(message: string): void {
    if (!this.#warnings.has(message))
      createLog().warn(message)
    this.#warnings.add(message)
  }

  #plugin(loader: LoaderObject): AnyPlugin {
    const { path, query, options } = loader
    let plugins = this.#plugins.get(path)
    if (!plugins)
      this.#plugins.set(path, plugins = new Map<unknown, AnyPlugin>())
    // Options may be given anew for each module.
    const key = options === undefined || options === null ? query : holdsCode(options) ? options : stableStringify(options)
    let plugin = plugins.get(key)
    if (!plugin) {
      plugins.set(key, plugin = this.#create(loader))
      this.#adopt(plugin)
    }
    return plugin
  }

  #home(path: string): LoaderHome {
    let home = this.#homes.get(path)
    if (!home)
      this.#homes.set(path, home = homeOf(path, this.#root))
    return home
  }

  #create({ path, query, options }: LoaderObject): AnyPlugin {
    const { name, packages, files } = this.#home(path)
    const plugin: AnyPlugin = { name, options: options ?? query, transform: runStep }
    const named = [...packagesNamedIn(options), ...(holdsCode(options) ? this.#configPackages() : [])]
    this.#origins.set(plugin, { place: `${name} ${query}`, packages: [...packages, ...named], files })
    return plugin
  }
}

/** The loader itself is with the input, and the same function stands for all: what there is to tell is in the options. */
function runStep(this: HookContext, _content: unknown, _id: string, input: LoaderInput): Promise<LoaderResult> {
  return input.run(this)
}
