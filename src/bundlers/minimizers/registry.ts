import { join } from 'node:path'
import type { AssetInput } from '../../plugin/contexts/asset'
import { type MinimizerPlugin, packagesOfFunctions } from '../../plugin/recipes/minimizers'
import type { AnyPlugin, Origin } from '../../plugin/types'
import { findPackage } from '../../util/package-dir'
import { isObject } from '../../util/stable'
import { holdsCode } from '../loaders/origin'

/** A class of minimizers that has been loaded. */
export interface MinimizerClass {
  /** Of its package. */
  name: string
  /** Folder of the package. */
  dir: string
  /** The functions that it brings along, by name. */
  functions: Readonly<Record<string, unknown>>
}

/** A plugin that minimizes, as its class holds it. */
export interface Minimizer {
  options?: { minimizer?: { implementation?: unknown, options?: unknown, filters?: unknown }, extractComments?: unknown, warningsFilter?: unknown }
}

export interface MinimizerSource {
  /** Memoizes a plugin, if it is known how. */
  adopt: (plugin: AnyPlugin) => void
  /** Names of the packages that the configuration imports. */
  configPackages: () => readonly string[]
}

/** What webpack brings along itself, by path. */
const WEBPACK_RE = /[/\\]node_modules[/\\]webpack[/\\]lib[/\\]\w+[/\\](\w+Minify)(?:\.js)?$/

/** Minimizers of one compiler, as plugins. */
export class MinimizerRegistry {
  readonly #adopt: (plugin: AnyPlugin) => void
  readonly #configPackages: () => readonly string[]
  readonly #plugins = new Map<Minimizer, AnyPlugin>()
  readonly #origins = new Map<AnyPlugin, Origin>()

  constructor({ adopt, configPackages }: MinimizerSource) {
    this.#adopt = adopt
    this.#configPackages = configPackages
  }

  /** The plugin that stands for a minimizer; nothing for one that is left alone. */
  memoized(minimizer: Minimizer, Class: MinimizerClass): AnyPlugin | undefined {
    // Others are of a version that nobody knows.
    if (!isObject(minimizer.options?.minimizer))
      return undefined
    let plugin = this.#plugins.get(minimizer)
    if (!plugin) {
      this.#plugins.set(minimizer, plugin = this.#create(minimizer.options, Class))
      this.#adopt(plugin)
    }
    return plugin.renderChunk === runStep ? undefined : plugin
  }

  originOf(plugin: AnyPlugin): Origin | undefined {
    return this.#origins.get(plugin)
  }

  #create({ minimizer, extractComments, warningsFilter }: NonNullable<Minimizer['options']>, Class: MinimizerClass): AnyPlugin {
    const { implementation, options, filters } = minimizer!
    const functions = [implementation].flat().map(one => nameOf(one, Class))
    const plugin: MinimizerPlugin = { name: Class.name, functions, options, extractComments, filters, ...(typeof warningsFilter === 'function' ? { warningsFilter: Function.prototype.toString.call(warningsFilter) } : {}), renderChunk: runStep }
    const found = packagesOfFunctions(plugin).flatMap(name => findPackage(name, Class.dir) ?? [])
    const configured = [functions, options, extractComments, filters].some(holdsCode) ? this.#configPackages() : []
    this.#origins.set(plugin, { place: `${Class.name} ${this.#origins.size}`, packages: [Class.dir, ...found, ...configured], files: [] })
    return plugin
  }
}

/** A function that a package brings along by its name there, whether it is given itself or by its place; others as they are. */
function nameOf(implementation: unknown, { functions, dir }: MinimizerClass): unknown {
  const { path, export: member } = (typeof implementation === 'string' ? { path: implementation } : implementation) as { path?: unknown, export?: unknown }
  if (typeof path !== 'string')
    return Object.keys(functions).find(name => functions[name] === implementation) ?? implementation
  if (typeof member === 'string')
    return path.startsWith(join(dir, 'dist')) && member in functions ? member : implementation
  const [, name] = WEBPACK_RE.exec(path) ?? []
  return name === undefined ? implementation : `webpack/${name}`
}

/** The minimizer itself is with the input, and the same function stands for all: what there is to tell is in the options. */
function runStep(_name: string, input: AssetInput): Promise<unknown> {
  return input.run()
}
