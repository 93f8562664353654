import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson } from '../util/json'
import { type Code, codeOf } from './code'
import { exportingFile } from './exported'
import type { ScopeReader } from './scopes'
import { isBuiltIn, isOpaque, readProperty } from './values'

/** Whom a function belongs to. */
export type Owner = 'plugin' | 'package' | 'node'

/** Says which code belongs to a plugin: what other packages keep to themselves is not its state. */
export interface Reach {
  /** To be called before each walk that starts at these values. */
  prepare: (reader: ScopeReader, values: readonly unknown[]) => void
  ownerOf: (script: string, code: Code) => Owner
  isOwnFile: (path: string) => boolean
}

/** What was found out about the reach of a plugin, to be kept from run to run. */
export interface ReachMemo {
  /** Names of the packages whose code belongs to the plugin. */
  packages: string[]
  /** True when some of its code is not in a package. */
  isLocal: boolean
  /** Digests of functions that the plugin uses and that belong to others, and to Node. */
  foreign: string[]
  node: string[]
}

const MODULES = '/node_modules/'
/** Where our own code lies, which plugins meet in what we have wrapped. */
const HERE = dirname(fileURLToPath(import.meta.url))
/** How far from a hook the functions are that it was made with. */
const SEED_DEPTH = 2
const MAX_SEEDS = 50

/** Where scripts came from; asked again when a new one is met. */
let urls = new Map<string, string>()

/** Finds out where code comes from, which takes longer than a look at the plugin itself. */
export class FoundReach implements Reach {
  readonly #packages = new Map<string, PackageJson>()
  readonly #foreign = new Set<string>()
  readonly #node = new Set<string>()
  readonly #seeded = new Set<object>()
  readonly #related = new Map<string, boolean>()
  #reader: ScopeReader | undefined
  #isLocal = false

  get memo(): ReachMemo {
    return { packages: [...this.#packages.values()].map(({ name }) => name), isLocal: this.#isLocal, foreign: [...this.#foreign], node: [...this.#node] }
  }

  prepare(reader: ScopeReader, values: readonly unknown[]): void {
    const isFirst = this.#reader === undefined
    this.#reader = reader
    for (const value of isFirst ? values : [])
      this.#seed(value, SEED_DEPTH)
  }

  ownerOf(script: string, code: Code): Owner {
    const path = this.#pathOf(script)
    if (path === undefined || this.isOwnFile(path))
      return 'plugin'
    const isNode = path.startsWith('node:')
    ;(isNode ? this.#node : this.#foreign).add(code.digest)
    return isNode ? 'node' : 'package'
  }

  isOwnFile(path: string): boolean {
    if (path.startsWith('node:') || path.startsWith(HERE))
      return false
    const dir = packageDirOf(path)
    if (dir === undefined)
      this.#isLocal = true
    return dir === undefined || this.#packages.has(dir) || this.#isRelated(dir)
  }

  /** The packages of a hook and of the functions that it was made with, such as those behind a wrapper. */
  #seed(value: unknown, depth: number): void {
    if (typeof value !== 'function' || isBuiltIn(value) || this.#seeded.has(value) || this.#seeded.size === MAX_SEEDS)
      return
    if (depth < SEED_DEPTH && exportingFile(value) !== undefined)
      return
    this.#seeded.add(value)
    const { script, scopes } = this.#reader!.read(value)
    const path = this.#pathOf(script)
    const dir = path === undefined || path.startsWith('node:') ? undefined : packageDirOf(path)
    if (dir !== undefined && !this.#packages.has(dir) && (depth === SEED_DEPTH || !this.#isUsed(dir)))
      this.#packages.set(dir, readPackage(dir))
    if (depth === 0)
      return
    const { words } = codeOf(value)
    for (const variables of scopes.filter(({ isModule }) => !isModule).map(scope => scope.variables)) {
      for (const name of Object.keys(variables).filter(variable => words.has(variable))) {
        for (const member of membersOf(readProperty(variables, name)))
          this.#seed(member, depth - 1)
      }
    }
  }

  /** A package that the plugin's own depend on, rather than the other way round. */
  #isUsed(dir: string): boolean {
    return [...this.#packages.values()].some(({ dependencies }) => dependencies.has(nameOf(dir)))
  }

  /** A package that is published together with one of the plugin's own. */
  #isRelated(dir: string): boolean {
    let related = this.#related.get(dir)
    if (related === undefined) {
      const other = readPackage(dir)
      related = [...this.#packages.values()].some(own => isFamily(own, other))
      this.#related.set(dir, related)
      if (related)
        this.#packages.set(dir, other)
    }
    return related
  }

  /** Where the code of a script is; `undefined` where that is no file. */
  #pathOf(script: string): string | undefined {
    if (!urls.has(script)) {
      urls = this.#reader!.scriptUrls()
      // Of native code there is none.
      urls.set(script, urls.get(script) ?? '')
    }
    const url = urls.get(script)!
    if (url.startsWith('file:'))
      return fileURLToPath(url)
    return url === '' || url.startsWith('data:') ? undefined : url
  }
}

/** The same, as an earlier run found it. What it did not meet counts as the plugin's own. */
export class KnownReach implements Reach {
  readonly #packages: readonly string[]
  readonly #owners: ReadonlyMap<string, Owner>

  constructor({ packages, foreign, node }: ReachMemo) {
    this.#packages = packages
    this.#owners = new Map([...foreign.map((digest): [string, Owner] => [digest, 'package']), ...node.map((digest): [string, Owner] => [digest, 'node'])])
  }

  prepare(): void {}

  ownerOf(_script: string, code: Code): Owner {
    return this.#owners.get(code.digest) ?? 'plugin'
  }

  isOwnFile(path: string): boolean {
    const dir = packageDirOf(path)
    return dir === undefined || this.#packages.includes(nameOf(dir))
  }
}

/** The hooks that a wrapper holds are members of an object. */
function membersOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null)
    return [value]
  return exportingFile(value) !== undefined || isBuiltIn(value) || isOpaque(value) || Array.isArray(value) ? [] : Object.keys(value).map(name => readProperty(value, name))
}

interface PackageJson { name: string, repository: string, dependencies: ReadonlySet<string> }

interface Manifest {
  repository?: string | { url?: string }
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** The folder of the package that a file belongs to. Bundled configurations are written to a folder that is no package. */
function packageDirOf(path: string): string | undefined {
  const start = path.lastIndexOf(MODULES)
  if (start < 0)
    return undefined
  const [first = '', second = ''] = path.slice(start + MODULES.length).split('/')
  return first.startsWith('.') ? undefined : path.slice(0, start + MODULES.length) + (first.startsWith('@') ? `${first}/${second}` : first)
}

function nameOf(dir: string): string {
  return dir.slice(dir.lastIndexOf(MODULES) + MODULES.length)
}

function readPackage(dir: string): PackageJson {
  const { repository, dependencies, peerDependencies } = (readJson(join(dir, 'package.json')) ?? {}) as Manifest
  const url = typeof repository === 'string' ? repository : repository?.url ?? ''
  return {
    name: nameOf(dir),
    repository: url.replace(/^git\+|\.git$|#.*$/g, ''),
    dependencies: new Set(Object.keys({ ...dependencies, ...peerDependencies })),
  }
}

/** From one repository, of one scope, or one named for the other: `vite-plugin-x` and `vite-plugin-x-core`. */
function isFamily(own: PackageJson, other: PackageJson): boolean {
  const [ownScope, otherScope] = [own, other].map(({ name }) => (name.startsWith('@') ? name.split('/')[0] : undefined))
  return (own.repository !== '' && own.repository === other.repository)
    || (ownScope !== undefined && ownScope === otherScope)
    || other.name.startsWith(`${own.name}-`)
    || other.name.startsWith(`@${own.name}/`)
}
