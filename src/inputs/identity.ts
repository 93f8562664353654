import { digest } from '../util/digest'
import { debug, messageOf } from '../util/log'
import { type FunctionView, ScopeReader } from './scopes'
import { builtinText, className, foreignValues, hasPrivateFields, isBuiltIn, isOpaque, isRef, primitiveText, readProperty } from './values'
import type { Roots } from './roots'

/** What was seen of a plugin: one line per value that it holds, by path. */
export interface Likeness {
  /** Path, such as `transform§options.value.isProduction`, and the value as text. */
  lines: string[]
  /** False without an inspector: what lies in closures was missed. */
  complete: boolean
  /** True when there was more than the budget allows. */
  exceeded: boolean
  /** True when the plugin holds the resolved configuration. */
  holdsConfig: boolean
}

/** Values that are not described but named: the configuration, other plugins. `null` leaves them out. */
export type Landmarks = ReadonlyMap<object, string | null>

/** What is not looked at. */
export interface Limits {
  /** True for a configuration: of the functions in it, those from a bundle are the bundler's own. */
  skipsBundles?: boolean
  /** Names of variables at the top level of files. */
  without?: readonly string[]
}

const MAX_NODES = 4000
const MAX_FUNCTIONS = 200
const MAX_DEPTH = 12
const WORD_RE = /[\w$]+/g
const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['length', 'name', 'prototype', 'arguments', 'caller'])
/** A file with more variables than this at its top level is a bundle. */
const MAX_VARIABLES = 200
const NO_MEMBERS: ReadonlySet<string> = new Set()

/**
 * Describes values as text, functions among them: their code and, by way of the debugger interface, the values that
 * they close over, because that is where a plugin has its options.
 */
export function describe(values: Record<string, unknown>, landmarks: Landmarks, roots: Roots, limits: Limits = {}): Likeness {
  const reader = ScopeReader.open()
  try {
    return new Walk(reader, landmarks, roots, limits).describe(values)
  }
  catch (error) {
    debug.plugin('cannot look into a plugin: %s', messageOf(error))
    return { lines: [], complete: false, exceeded: false, holdsConfig: false }
  }
  finally {
    reader?.close()
  }
}

interface Visit { path: string, value: unknown, depth: number }

class Walk {
  readonly #reader: ScopeReader | undefined
  readonly #landmarks: Landmarks
  readonly #roots: Roots
  readonly #limits: Limits
  readonly #seen = new Map<object, string>()
  readonly #moduleVariables = new Set<string>()
  readonly #lines: string[] = []
  /** What packages export: their code, which counts by version. */
  readonly #foreign = foreignValues()
  #queue: Visit[] = []
  #functions = 0
  #exceeded = false
  #holdsConfig = false

  constructor(reader: ScopeReader | undefined, landmarks: Landmarks, roots: Roots, limits: Limits) {
    this.#reader = reader
    this.#limits = limits
    this.#landmarks = landmarks
    this.#roots = roots
  }

  /** Breadth first, so that what is nearest to the hooks is seen whatever the budget. */
  describe(values: Record<string, unknown>): Likeness {
    this.#queue = Object.entries(values).map(([path, value]) => ({ path, value, depth: 0 }))
    for (let visited = 0; visited < this.#queue.length; visited++) {
      if (visited === MAX_NODES) {
        this.#exceeded = true
        break
      }
      this.#visit(this.#queue[visited]!)
    }
    return { lines: this.#lines, complete: this.#reader !== undefined && !this.#exceeded, exceeded: this.#exceeded, holdsConfig: this.#holdsConfig }
  }

  #visit({ path, value, depth }: Visit): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return this.#note(path, primitiveText(typeof value === 'string' ? this.#roots.pack(value) ?? value : value))
    const known = this.#landmarks.get(value)
    if (known !== undefined) {
      this.#holdsConfig ||= known === 'config'
      return known === null ? undefined : this.#note(path, `<${known}>`)
    }
    const earlier = this.#seen.get(value)
    if (earlier !== undefined)
      return this.#note(path, `=${earlier}`)
    this.#seen.set(value, path)
    if (isOpaque(value) || this.#foreign.has(value) || isBuiltIn(value))
      return
    if (depth > MAX_DEPTH) {
      this.#exceeded = true
      return
    }
    if (typeof value === 'function')
      this.#visitFunction(path, value, depth)
    else
      this.#visitObject(path, value, depth)
  }

  #visitFunction(path: string, fn: object, depth: number): void {
    const text = Function.prototype.toString.call(fn)
    this.#note(path, `ƒ ${digest(text)}`)
    this.#visitOwn(path, fn, depth, FUNCTION_MEMBERS)
    const { script, scopes, bound } = this.#view(fn)
    for (const [name, value] of Object.entries(bound))
      this.#queue.push({ path: `${path}.${name}`, value, depth: depth + 1 })
    for (const { isModule, variables } of scopes) {
      if (isModule) {
        this.#visitModule(script, text, variables, depth)
        continue
      }
      for (const name of Object.keys(variables).sort())
        this.#queue.push({ path: `${path}§${name}`, value: readProperty(variables, name), depth: depth + 1 })
    }
  }

  /**
   * The top level of a file shows all its variables to each function. What counts is the data that the function
   * names, and what the functions that it names do in turn.
   */
  #visitModule(script: string, text: string, variables: object, depth: number): void {
    // In V8 the order of variables changes from process to process.
    const names = Object.keys(variables).sort()
    if (this.#limits.skipsBundles && names.length > MAX_VARIABLES)
      return
    const words = new Set(text.match(WORD_RE))
    for (const name of names.filter(candidate => words.has(candidate) && !this.#limits.without?.includes(candidate))) {
      const key = `${script} ${name}`
      if (this.#moduleVariables.has(key))
        continue
      this.#moduleVariables.add(key)
      const value = readProperty(variables, name)
      if (typeof value === 'function' && !this.#foreign.has(value) && !isBuiltIn(value))
        this.#visitHelper(script, name, value, variables, depth)
      else
        this.#queue.push({ path: `module§${name}`, value, depth: depth + 1 })
    }
  }

  /** A function at the top level sees the same variables: no need to look into it. */
  #visitHelper(script: string, name: string, fn: object, variables: object, depth: number): void {
    const text = Function.prototype.toString.call(fn)
    this.#note(`module§${name}`, `ƒ ${digest(text)}`)
    this.#visitModule(script, text, variables, depth)
  }

  #view(fn: object): FunctionView {
    if (this.#reader && ++this.#functions <= MAX_FUNCTIONS)
      return this.#reader.read(fn)
    this.#exceeded ||= this.#reader !== undefined
    return { script: '', scopes: [], bound: {} }
  }

  #visitObject(path: string, value: object, depth: number): void {
    const text = builtinText(value)
    if (text !== undefined)
      return this.#note(path, text)
    if (value instanceof Map || value instanceof Set) {
      this.#note(path, `${value.constructor.name}(${value.size})`)
      return this.#visitEntries(path, [...value], depth)
    }
    if (Array.isArray(value))
      return this.#visitEntries(path, value, depth)
    this.#note(path, className(value))
    if (isRef(value))
      return this.#visitRef(path, value, depth)
    this.#visitOwn(path, value, depth, NO_MEMBERS)
    if (hasPrivateFields(value)) {
      for (const [name, field] of Object.entries(this.#reader?.privateFields(value) ?? {}))
        this.#queue.push({ path: `${path}.${name}`, value: field, depth: depth + 1 })
    }
  }

  /** Around its value, a reactive reference keeps counters that all references of the process share. */
  #visitRef(path: string, value: object, depth: number): void {
    for (const name of ['_rawValue', 'fn'])
      this.#queue.push({ path: `${path}.${name}`, value: readProperty(value, name), depth: depth + 1 })
  }

  #visitOwn(path: string, value: object, depth: number, except: ReadonlySet<string>): void {
    for (const name of Object.getOwnPropertyNames(value).filter(key => !except.has(key)).sort())
      this.#queue.push({ path: `${path}.${name}`, value: readProperty(value, name), depth: depth + 1 })
    for (const symbol of Object.getOwnPropertySymbols(value))
      this.#queue.push({ path: `${path}[${symbol.toString()}]`, value: readProperty(value, symbol), depth: depth + 1 })
  }

  #visitEntries(path: string, entries: unknown[], depth: number): void {
    this.#note(`${path}.length`, String(entries.length))
    for (const [index, entry] of entries.entries())
      this.#queue.push({ path: `${path}.${index}`, value: entry, depth: depth + 1 })
  }

  #note(path: string, text: string): void {
    this.#lines.push(`${path}: ${this.#roots.pack(text) ?? text}`)
  }
}
