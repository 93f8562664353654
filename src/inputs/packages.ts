import { randomUUID } from 'node:crypto'
import { type Dirent, existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { digest } from '../util/digest'
import { readJson } from '../util/json'
import { debug, messageOf } from '../util/log'

interface PackageJson {
  name?: string
  version?: string
  os?: unknown
  cpu?: unknown
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** A package that another one asks for by name, and where it is found, if so. */
interface Request {
  asked: string
  dir: string | undefined
}

/** Sizes and times of the files of a package, as one digest, and the digest of their content. */
export type PackageMemo = [fingerprint: string, content: string]

/** Where digests of unchanged packages are kept from run to run. */
export interface PackageMemos {
  recall: (dir: string) => PackageMemo | undefined
  remember: (dir: string, memo: PackageMemo) => void
}

/** Tools that plugins run in: of what they depend on, only the compilers that they lend to plugins count. */
const HOSTS = new Set(['vite', 'rollup', 'rolldown', 'webpack', 'esbuild', '@rspack/core'])
const LENT = new Set(['rolldown', 'esbuild', 'postcss', 'lightningcss'])
/** Files that can be loaded as code. */
const CODE_RE = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx|json|wasm)$/
const NATIVE_EXTENSION = '.node'

/** Installed packages, by content: versions say nothing about linked, patched and hand-edited ones. */
export class Packages {
  readonly #root: string
  readonly #memos: PackageMemos
  readonly #manifests = new Map<string, PackageJson | undefined>()
  readonly #contents = new Map<string, string>()
  readonly #requests = new Map<string, Request[]>()

  constructor(root: string, memos: PackageMemos) {
    this.#root = root
    this.#memos = memos
  }

  /** Folders of the given packages, by name or folder, and of all that they can load. */
  closure(names: readonly string[]): string[] {
    const dirs = new Set<string>()
    this.#follow(names, ({ dir }) => dir !== undefined && dirs.add(dir))
    return [...dirs]
  }

  /**
   * Which packages those are: the folder behind each name that they ask for. One that was found before may still be
   * there when another is found first, since pnpm leaves it for days, and links come and go.
   *
   * @param nameOf makes a folder portable
   */
  layout(name: string, nameOf: (dir: string) => string): string {
    const lines: string[] = []
    this.#follow([name], ({ asked, dir }) => lines.push(`${asked} ${dir === undefined ? '' : nameOf(dir)}`))
    return digest(lines.join('\n'))
  }

  /**
   * The packages that a project cannot load itself, where its dependencies do: their folders, and the dependencies
   * through which they are found. With pnpm, a framework brings along plugins that nobody else sees.
   */
  hidden(names: readonly string[]): { dirs: string[], through: string[] } {
    const seen = this.closure(names)
    const missing = names.filter(name => !isAbsolute(name) && !this.#find(name, this.#root) && !seen.some(dir => isFolderOf(dir, name)))
    const dirs = new Set<string>()
    const through = (missing.length > 0 ? this.#declared() : []).filter((dependency) => {
      const found = this.closure([dependency]).filter(dir => missing.some(name => isFolderOf(dir, name)))
      for (const dir of found)
        dirs.add(dir)
      return found.length > 0
    })
    return { dirs: [...dirs], through }
  }

  #declared(): string[] {
    const manifest = this.#manifest(this.#root) ?? {}
    return Object.keys({ ...manifest.devDependencies, ...Object.fromEntries(dependenciesOf(manifest).map(name => [name, ''])) })
  }

  #follow(names: readonly string[], visit: (found: Request) => void): void {
    const queue = names.map((name): Request => (isAbsolute(name) ? { asked: '', dir: name } : { asked: name, dir: this.#find(name, this.#root) }))
    const seen = new Set<string>()
    for (const found of queue) {
      visit(this.#isAround(found.dir) ? { asked: found.asked, dir: undefined } : found)
      if (found.dir === undefined || seen.has(found.dir) || this.#isAround(found.dir))
        continue
      seen.add(found.dir)
      queue.push(...this.#requestsOf(found.dir).filter(({ asked }) => !HOSTS.has(found.asked) || LENT.has(asked)))
    }
  }

  /** A folder around the project is not what the project has installed. */
  #isAround(dir: string | undefined): boolean {
    return dir !== undefined && (this.#root === dir || this.#root.startsWith(dir + sep))
  }

  #requestsOf(dir: string): Request[] {
    let requests = this.#requests.get(dir)
    if (!requests) {
      const names = dependenciesOf(this.#manifest(dir) ?? {})
      this.#requests.set(dir, requests = names.map(name => ({ asked: name, dir: this.#find(name, dir) })))
    }
    return requests
  }

  /** Digest of the code of a package, or `null` when it is not there. Of one that cannot be read, a new one each time. */
  content(dir: string): string | null {
    const known = this.#contents.get(dir)
    if (known !== undefined)
      return known
    if (!existsSync(dir))
      return null
    try {
      return this.#read(dir)
    }
    catch (error) {
      // It may be installed right now. What rests on it is kept, and never used.
      debug.input('cannot read the package %s: %s', dir, messageOf(error))
      return `unreadable ${randomUUID()}`
    }
  }

  /** Name and version of a package, or its content where versions say nothing; `undefined` for one of a single platform. */
  version(dir: string): string | undefined {
    const { name, version, os, cpu } = this.#manifest(dir) ?? {}
    if (os !== undefined || cpu !== undefined)
      return undefined
    const isInstalled = dir.includes(`${sep}node_modules${sep}`)
    return `${name}@${isInstalled ? version : this.content(dir)}`
  }

  #read(dir: string): string {
    const { fingerprint, files } = survey(dir)
    const memo = this.#memos.recall(dir)
    const content = memo?.[0] === fingerprint ? memo[1] : hashAll(dir, files.map(digestOf), files)
    return this.#keep(dir, [fingerprint, content], memo)
  }

  /**
   * Computes contents ahead of time, one package per turn of the event loop. Thousands of small files: to read them
   * in the thread pool takes the main thread four times as long as to read them at once.
   */
  async prepare(dirs: readonly string[]): Promise<void> {
    for (const dir of dirs.filter(path => !this.#contents.has(path))) {
      await nextTurn()
      this.content(dir)
    }
  }

  #keep(dir: string, [fingerprint, content]: PackageMemo, memo: PackageMemo | undefined): string {
    this.#contents.set(dir, content)
    if (memo?.[0] !== fingerprint)
      this.#memos.remember(dir, [fingerprint, content])
    return content
  }

  /** The folder of a package as seen from a folder, symbolic links resolved. */
  #find(name: string, from: string): string | undefined {
    for (let dir = from; ; dir = dirname(dir)) {
      const candidate = join(dir, 'node_modules', name)
      if (this.#manifest(candidate))
        return realpathSync(candidate)
      if (dirname(dir) === dir)
        return undefined
    }
  }

  #manifest(dir: string): PackageJson | undefined {
    if (!this.#manifests.has(dir)) {
      const file = join(dir, 'package.json')
      this.#manifests.set(dir, readJson(file) as PackageJson | undefined)
    }
    return this.#manifests.get(dir)
  }
}

function isFolderOf(dir: string, name: string): boolean {
  return dir.endsWith(join(`${sep}node_modules`, name))
}

function dependenciesOf({ dependencies, optionalDependencies, peerDependencies }: PackageJson): string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}

/** The code files of a package, and a digest that changes whenever one of them may have. */
function survey(dir: string): { fingerprint: string, files: string[] } {
  const files = walk(dir)
  const lines = files.map((path) => {
    const { size, mtimeMs, ctimeMs } = statSync(path)
    return `${path} ${size} ${mtimeMs} ${ctimeMs}`
  })
  return { fingerprint: digest(lines.join('\n')), files }
}

function walk(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => walkEntry(dir, entry))
}

function walkEntry(dir: string, entry: Dirent): string[] {
  const path = join(dir, entry.name)
  if (entry.isDirectory())
    return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : walk(path)
  return entry.isFile() && (CODE_RE.test(entry.name) || isNative(entry.name)) ? [path] : []
}

function hashAll(dir: string, digests: readonly string[], files: readonly string[]): string {
  return digest(files.map((file, index) => `${file.slice(dir.length).replaceAll('\\', '/')} ${digests[index]}`).join('\n'))
}

function isNative(file: string): boolean {
  return file.endsWith(NATIVE_EXTENSION)
}

/** Native code is large and comes from a compiler: its size tells enough. */
function digestOf(file: string): string {
  return isNative(file) ? String(statSync(file).size) : digest(readFileSync(file))
}
