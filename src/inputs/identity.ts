import { types } from 'node:util'
import { debug, messageOf } from '../util/log'
import { Closures, type Limits, type Sink } from './closures'
import { refreshExported } from './exported'
import { ScopeReader } from './scopes'
import { builtinText, className, hasPrivateFields, isBuiltIn, isOpaque, isRef, primitiveText, readProperty, schemaDefinition } from './values'
import { isUnwatched } from './tracer'
import { originalOf } from '../util/original'
import { isObject } from '../util/stable'
import type { Roots } from './roots'

/** What was seen of a plugin: one line per value that it holds, by path. */
export interface Likeness {
  /** Path, such as `transform§options.value.isProduction`, and the value as text. */
  lines: string[]
  /** False without an inspector: what lies in closures was missed. */
  complete: boolean
  /** True when there was more than the budget allows. */
  exceeded: boolean
  /** Names of the landmarks that the plugin holds. */
  holds: ReadonlySet<string>
}

/** Values that are not described but named: the configuration, other plugins. `null` leaves them out. */
export type Landmarks = ReadonlyMap<object, string | null>

/** What a plugin holds that calls functions of Node unseen. */
export const UNWATCHED = 'unwatched function of Node'

const MAX_NODES = 4000
/** With a reach, which goes further. */
const MAX_REACHED_NODES = 8000
const MAX_DEPTH = 12
const MAX_REACHED_DEPTH = 40
const NO_MEMBERS: ReadonlySet<string> = new Set()

/**
 * Describes values as text, functions among them: their code and, by way of the debugger interface, the values that
 * they close over, because that is where a plugin has its options.
 */
export function describe(values: Record<string, unknown>, landmarks: Landmarks, roots: Roots, limits: Limits = {}): Likeness {
  const reader = ScopeReader.open()
  try {
    refreshExported()
    if (reader)
      limits.reach?.prepare(reader, Object.values(values))
    return new Walk(reader, landmarks, roots, limits).describe(values)
  }
  catch (error) {
    debug.plugin('cannot look into a plugin: %s', messageOf(error))
    return { lines: [], complete: false, exceeded: false, holds: new Set() }
  }
  finally {
    reader?.close()
  }
}

interface Visit { path: string, value: unknown, depth: number }

class Walk implements Sink {
  readonly #reader: ScopeReader | undefined
  readonly #landmarks: Landmarks
  readonly #roots: Roots
  readonly #limits: Limits
  readonly #closures: Closures
  readonly #seen = new Map<object, string>()
  readonly #lines: string[] = []
  readonly #holds = new Set<string>()
  #queue: Visit[] = []
  #exceeded = false
  #isEnough = false

  constructor(reader: ScopeReader | undefined, landmarks: Landmarks, roots: Roots, limits: Limits) {
    this.#reader = reader
    this.#limits = limits
    this.#landmarks = landmarks
    this.#roots = roots
    this.#closures = new Closures(reader, this, limits)
  }

  /** Breadth first, so that what is nearest to the hooks is seen whatever the budget. */
  describe(values: Record<string, unknown>): Likeness {
    const maxNodes = this.#limits.reach ? MAX_REACHED_NODES : MAX_NODES
    this.#queue = Object.entries(values).map(([path, value]) => ({ path, value, depth: 0 }))
    for (let visited = 0, ahead = 0; visited < this.#queue.length && !this.#isEnough; visited++) {
      if (visited === maxNodes || (this.#limits.reach && this.#closures.exceeded)) {
        this.#exceeded = true
        break
      }
      if (visited === ahead) {
        ahead = this.#queue.length
        this.#closures.lookAhead(this.#queue.slice(visited).map(({ value }) => value))
      }
      this.#visit(this.#queue[visited]!)
    }
    const exceeded = this.#exceeded || this.#closures.exceeded
    return { lines: this.#lines, complete: this.#reader !== undefined && !exceeded, exceeded, holds: this.#holds }
  }

  #visit({ path, value: given, depth }: Visit): void {
    const value = typeof given === 'function' ? originalOf(given) : given
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return this.note(path, primitiveText(typeof value === 'string' ? this.#roots.pack(value) ?? value : value))
    const known = this.#landmarks.get(value)
    if (known !== undefined)
      return this.#visitLandmark(path, value, known, depth)
    if (isUnwatched(value)) {
      this.#holds.add(UNWATCHED)
      return this.note(path, `<${UNWATCHED}>`)
    }
    if (!types.isProxy(value) && this.#isForeign(value))
      return
    const earlier = this.#seen.get(value)
    if (earlier !== undefined)
      return this.note(path, `=${earlier}`)
    this.#seen.set(value, path)
    if (isOpaque(value))
      return this.#visitOpaque(path, value, depth)
    if (depth > (this.#limits.reach ? MAX_REACHED_DEPTH : MAX_DEPTH)) {
      this.#exceeded = true
      return
    }
    if (typeof value === 'function')
      this.#closures.visit(path, value, depth)
    else
      this.#visitObject(path, value, depth)
  }

  /** Other plugins are no part of this one, but what they offer it leads to what they keep. */
  #visitLandmark(path: string, value: object, name: string | null, depth: number): void {
    if (name === null)
      return
    this.#holds.add(name)
    this.note(path, `<${name}>`)
    if (!this.#limits.reach)
      return
    const plugins = name === 'config' ? readProperty(value, 'plugins') : name.startsWith('plugin ') ? [value] : []
    for (const plugin of Array.isArray(plugins) ? plugins.filter(isObject) : [])
      this.push(`${path}.${String(readProperty(plugin, 'name'))}.api`, readProperty(plugin, 'api'), depth + 1)
  }

  /** What cannot be listed by the language itself; the debugger can. */
  #visitOpaque(path: string, value: object, depth: number): void {
    if (!this.#limits.reach || !this.#reader)
      return
    if (types.isProxy(value)) {
      for (const [name, part] of Object.entries(this.#reader.proxied(value)))
        this.push(`${path}.${name}`, part, depth + 1)
      return
    }
    if (types.isPromise(value)) {
      const result = this.#reader.promiseResult(value)
      if (result !== undefined)
        this.push(`${path}.result`, result, depth + 1)
    }
    if (types.isModuleNamespaceObject(value)) {
      for (const [name, exported] of exportsOf(value))
        this.push(`${path}.${name}`, exported, depth + 1)
    }
    if (types.isWeakMap(value) || types.isWeakSet(value)) {
      const entries = this.#reader.weakEntries(value)
      this.note(path, `weak (${entries.length})`)
      // They come in an order that changes from process to process.
      this.#exceeded ||= entries.length > 1
      this.push(`${path}.value`, entries[0]?.value, depth + 1)
    }
  }

  /** Code of another package, which counts by version. */
  #isForeign(value: object): boolean {
    if (this.#limits.reach && types.isModuleNamespaceObject(value))
      return exportsOf(value).some(([, exported]) => typeof exported === 'function' && this.#closures.isForeign(exported))
    return this.#closures.isExported(value) || isBuiltIn(value)
  }

  #visitObject(path: string, value: object, depth: number): void {
    const text = builtinText(value)
    if (text !== undefined)
      return this.note(path, text)
    if (value instanceof Map || value instanceof Set) {
      this.note(path, `${value.constructor.name}(${value.size})`)
      return this.#visitEntries(path, [...value], depth)
    }
    if (Array.isArray(value))
      return this.#visitEntries(path, value, depth)
    this.note(path, className(value))
    if (isRef(value))
      return this.#visitRef(path, value, depth)
    const definition = schemaDefinition(value)
    if (definition !== undefined)
      return this.push(`${path}.def`, definition, depth + 1)
    this.pushOwn(path, value, depth, NO_MEMBERS)
    const constructor = this.#limits.reach && classOf(value)
    if (constructor)
      this.push(`${path}.class`, constructor, depth + 1)
    if (hasPrivateFields(value)) {
      for (const [name, field] of Object.entries(this.#reader?.privateFields(value) ?? {}))
        this.push(`${path}.${name}`, field, depth + 1)
    }
  }

  /** Around its value, a reactive reference keeps counters that all references of the process share. */
  #visitRef(path: string, value: object, depth: number): void {
    for (const name of ['_rawValue', 'fn'])
      this.push(`${path}.${name}`, readProperty(value, name), depth + 1)
  }

  #visitEntries(path: string, entries: unknown[], depth: number): void {
    this.note(`${path}.length`, String(entries.length))
    for (const [index, entry] of entries.entries())
      this.push(`${path}.${index}`, entry, depth + 1)
  }

  pushOwn(path: string, value: object, depth: number, except: ReadonlySet<string>): void {
    for (const name of Object.getOwnPropertyNames(value).filter(key => !except.has(key)).sort())
      this.#pushProperty(`${path}.${name}`, value, name, depth)
    for (const symbol of Object.getOwnPropertySymbols(value))
      this.#pushProperty(`${path}[${symbol.toString()}]`, value, symbol, depth)
  }

  /** Getters are not run, but with a reach what they can see counts. */
  #pushProperty(path: string, value: object, name: string | symbol, depth: number): void {
    const descriptor = Object.getOwnPropertyDescriptor(value, name) ?? {}
    this.push(path, (this.#limits.reach && readProperty(descriptor, 'get')) ?? readProperty(descriptor, 'value'), depth + 1)
  }

  hold(name: string): void {
    this.#holds.add(name)
  }

  push(path: string, value: unknown, depth: number): void {
    this.#queue.push({ path, value, depth })
  }

  note(path: string, text: string): void {
    const line = `${path}: ${this.#roots.pack(text) ?? text}`
    this.#lines.push(line)
    this.#isEnough ||= this.#limits.isEnough?.(line) === true
  }
}

function exportsOf(namespace: object): [string, unknown][] {
  return Object.keys(namespace).map(name => [name, readProperty(namespace, name)])
}

/** The class of an instance, whose methods may see more than the instance holds. */
function classOf(value: object): object | undefined {
  const constructor: unknown = readProperty(Object.getPrototypeOf(value) as object | null ?? {}, 'constructor')
  return typeof constructor === 'function' && constructor !== Object ? constructor : undefined
}
