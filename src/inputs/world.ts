import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import process from 'node:process'
import type { Fact } from '../cache'
import { digest } from '../util/digest'
import type { FileStates } from './files'
import type { Packages } from './packages'
import type { Roots } from './roots'

/** What can be asked of the world outside the bundler, by name. */
export type Question = 'content' | 'kind' | 'size' | 'listing' | 'styles' | 'realpath' | 'package' | 'layout' | 'settings' | 'env' | 'located' | 'spelling' | 'terminal'

/**
 * States facts about files and environment, and tells whether they still hold. A fact is a question, the name it
 * is about and the answer; to check it, ask again.
 */
export class World {
  readonly files: FileStates
  readonly roots: Roots
  readonly packages: Packages
  /** Grows when something that was looked up may not be so any more. */
  epoch = 0
  readonly #env: NodeJS.ProcessEnv
  #checked = new Map<Fact, boolean>()
  #checkedLists = new Map<readonly Fact[], Fact | undefined>()

  constructor({ files, roots, packages, env }: { files: FileStates, roots: Roots, packages: Packages, env: NodeJS.ProcessEnv }) {
    this.files = files
    this.roots = roots
    this.packages = packages
    this.#env = env
  }

  /** A fact about a path, in the form that also makes sense in another checkout. */
  aboutPath(question: Question, path: string): Fact {
    const [file, members] = question === 'settings' ? splitSettings(path) : [path, '']
    const facts = this.files.facts(file)
    const kind = `${question}${members}`
    let fact = facts.get(kind)
    if (!fact)
      facts.set(kind, fact = this.#aboutNewPath(question, path, file))
    return fact
  }

  #aboutNewPath(question: Question, path: string, file: string): Fact {
    const name = this.roots.toName(path)
    const deferred = question === 'content' && !name.startsWith('../') ? this.files.deferredContent(path) : undefined
    if (deferred)
      return deferredFact(question, name, deferred)
    return this.about(question, this.#portableName(name, file))
  }

  /** A path in the form that also makes sense in another checkout. A name stays as it is. */
  nameOf(path: string): string {
    return isAbsolute(path) ? this.#portableName(this.roots.toName(path), path) : path
  }

  /** Of a path outside the project, the way to find it upwards, if it is found so. */
  #portableName(name: string, file: string): string {
    return name.startsWith('../') && this.#isFoundAbove(this.roots.toName(file), file) ? ABOVE + nameAbove(name) : name
  }

  /** A fact about which packages a package, by name or folder, and all that it depends on are. */
  aboutLayout(name: string): Fact {
    return this.about('layout', isAbsolute(name) ? IN_FOLDER + this.nameOf(name) : name)
  }

  /** True when a search upwards ends at this very path, or finds nothing where this path is nothing. */
  #isFoundAbove(name: string, path: string): boolean {
    const found = this.#locate(ABOVE + nameAbove(name))
    if (this.files.kind(path) === null || this.files.kind(found) === null)
      return this.files.kind(path) === this.files.kind(found)
    return this.files.realpath(found) === this.files.realpath(path)
  }

  /**
   * Facts that were stated and may have been wrong for a while since. A file that was written counts even if its
   * content is the same again; a folder only if what was said of it is different now.
   */
  settle(): Set<Fact> {
    const changed = this.files.settle()
    if (changed.length > 0)
      this.epoch++
    return new Set(changed.filter(([question, name, answer]) =>
      question === 'content' || this.#answer(question as Question, String(name)) !== answer))
  }

  about(question: Question, name: string): Fact {
    return [question, name, this.#answer(question, name)]
  }

  holds(fact: Fact): boolean {
    let holds = this.#checked.get(fact)
    if (holds === undefined) {
      holds = this.#answer(fact[0] as Question, String(fact[1])) === fact[2]
      this.#checked.set(fact, holds)
    }
    return holds
  }

  /** The first fact of a list that does not hold. Many results share a list: it is gone through once. */
  firstBroken(facts: readonly Fact[]): Fact | undefined {
    if (!this.#checkedLists.has(facts))
      this.#checkedLists.set(facts, facts.find(fact => !this.holds(fact)))
    return this.#checkedLists.get(facts)
  }

  /** Forgets what was checked, because time has passed: all of it, or what concerns one path. */
  invalidate(path?: string): void {
    this.epoch++
    this.files.invalidate(path)
    this.#checked = new Map()
    this.#checkedLists = new Map()
  }

  #answer(question: Question, name: string): string | null {
    switch (question) {
      case 'content': return this.files.content(this.#locate(name))
      case 'kind': return this.files.kind(this.#locate(name))
      case 'size': return this.files.size(this.#locate(name))
      case 'listing': return this.files.listing(this.#locate(name))
      case 'styles': return this.files.styleListing(this.#locate(name))
      case 'realpath': return this.#realpath(name)
      case 'package': return this.packages.content(this.#locate(name))
      case 'layout': return this.#layout(name)
      case 'settings': return this.#settings(name)
      case 'env': return digestOrNull(this.#env[name])
      // Columns of a source map shift with the length of a path in the code.
      case 'spelling': return this.roots.spelling
      case 'located': return String(this.roots.project.length)
      case 'terminal': return `${process.stdout.isTTY} ${process.stderr.isTTY}`
    }
  }

  #layout(name: string): string {
    const start = name.startsWith(IN_FOLDER) ? this.#locate(name.slice(IN_FOLDER.length)) : name
    return this.packages.layout(start, dir => this.nameOf(dir))
  }

  /** Digest of some members of a JSON file: `package.json#babel,browserslist`, or of all but some: `package.json#!scripts`. */
  #settings(name: string): string | null {
    const [file, members] = splitSettings(name)
    const path = this.#locate(file)
    const content = this.files.content(path)
    if (content === null)
      return null
    try {
      const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
      const listed = members.replace(/^!/, '').split(',')
      const counting = members.startsWith('!') ? Object.keys(json).filter(member => !listed.includes(member)) : listed
      return digest(JSON.stringify(counting.map(member => [member, json[member] ?? null])))
    }
    catch {
      // Not JSON, or gone by now: then all of it counts.
      return content
    }
  }

  #realpath(name: string): string | null {
    const path = this.files.realpath(this.#locate(name))
    return path === null ? null : packageName(this.roots.toName(path))
  }

  /** The path of a name; of one that is looked for upwards, the nearest that exists. */
  #locate(name: string): string {
    if (!name.startsWith(ABOVE))
      return this.roots.toPath(name)
    for (let dir = this.roots.project; ; dir = dirname(dir)) {
      const path = join(dir, name.slice(ABOVE.length))
      if (this.files.kind(path) !== null || dirname(dir) === dir)
        return path
    }
  }
}

/**
 * Marks a name that is looked for in the project and the folders above it. Tools that search upwards, for their
 * configuration or a package, leave a trail of paths that depends on where the checkout lies.
 */
const ABOVE = '^'
/** Marks a folder among the names of packages. */
const IN_FOLDER = './'

/** A fact whose answer is found out when somebody looks at it, at the latest before it is written. */
function deferredFact(question: Question, name: string, answer: () => string | null): Fact {
  return Object.defineProperty([question, name, null], 2, { get: answer, enumerable: true })
}

/** `package.json#babel,browserslist` → the file and the members. */
function splitSettings(name: string): [file: string, members: string] {
  const separator = name.lastIndexOf('#')
  return [name.slice(0, separator), name.slice(separator + 1)]
}

/** Where a package lies is of no interest, as long as the path names it. */
function packageName(name: string): string {
  return name.startsWith('../') && name.includes('/node_modules/') ? ABOVE + nameAbove(name) : name
}

/** `../../node_modules/sass/package.json` → `node_modules/sass/package.json`. */
function nameAbove(name: string): string {
  const modules = name.indexOf('/node_modules/')
  return modules >= 0 ? name.slice(modules + 1) : name.replace(/^(?:\.\.\/)+/, '')
}

/** A sentence for the report: what about a fact is different now. */
export function describeChange([question, name]: Fact): string {
  switch (question as Question | 'ask') {
    case 'env': return `environment variable ${name} changed`
    case 'listing':
    case 'styles': return `files in ${name} changed`
    case 'located':
    case 'spelling': return 'the project moved'
    case 'terminal': return 'output goes elsewhere'
    case 'ask': return `the answer to ${name} changed`
    case 'layout': return `other packages are found for ${String(name).replace(/^.*node_modules\//, '')}`
    case 'package': return `the package ${String(name).replace(/^.*node_modules\//, '')} changed`
    default: return `${String(name).replace(/^\^/, '')} changed`
  }
}

/** Values of environment variables never go to disk, they may be secrets. */
function digestOrNull(value: string | undefined): string | null {
  return value === undefined ? null : digest(value)
}
