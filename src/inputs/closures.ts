import { types } from 'node:util'
import { type Code, codeOf } from './code'
import { exportingFile } from './exported'
import type { Owner, Reach } from './reach'
import type { FunctionView, ScopeReader } from './scopes'
import { originalOf } from '../util/original'
import { extraGlobals, isBuiltIn, readProperty } from './values'

/** Where a walk is told what was found. */
export interface Sink {
  /** The plugin holds or mentions something of this name. */
  hold: (name: string) => void
  note: (path: string, text: string) => void
  /** A value to be visited later, one step further from the hooks. */
  push: (path: string, value: unknown, depth: number) => void
  /** The properties of a function or an object. */
  pushOwn: (path: string, value: object, depth: number, except: ReadonlySet<string>) => void
}

/** What is not looked at. */
export interface Limits {
  /** True for a configuration: of the functions in it, those from a bundle are the bundler's own. */
  skipsBundles?: boolean
  /** Names of variables at the top level of files. */
  without?: readonly string[]
  /**
   * Given where nobody knows the plugin: then all the code that belongs to it is looked into, in whatever file it
   * lies. Without it, only what the hooks' own files hold.
   */
  reach?: Reach
  /** Asked about each line; ends the walk. */
  isEnough?: ((line: string) => boolean) | undefined
}

const MAX_FUNCTIONS = 200
/** With a reach, each function is looked at for the file that it is from. */
const MAX_REACHED_FUNCTIONS = 300
const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['length', 'name', 'prototype', 'arguments', 'caller'])
/** A file with more variables than this at its top level is a bundle. */
const MAX_VARIABLES = 200
/** In Vite, what leads from a hook's `this` to the configuration and to the dev server. */
export const ENVIRONMENT = 'environment'
/** What another package makes for a plugin may hold state; what that in turn uses is its own affair. */
const MAX_LENT = 2
/** Marks functions that belong to another package. */
export const FOREIGN = 'foreign ƒ'
const GLOBAL_WORDS = ['globalThis', 'global']

/** Goes through functions: their code and, by way of the debugger interface, the variables that they can see. */
export class Closures {
  /** True when there were more functions than the budget allows. */
  exceeded = false
  readonly #reader: ScopeReader | undefined
  readonly #sink: Sink
  readonly #limits: Limits
  readonly #moduleVariables = new Map<string, unknown>()
  /** Top levels of files, by script; in the order in which they were met. */
  readonly #modules = new Map<string, object>()
  readonly #globals: ReturnType<typeof extraGlobals>
  /** How many functions of other packages lead to a function, one out of the closure of the other. */
  readonly #lent = new WeakMap<object, number>()
  readonly #views = new Map<object, FunctionView>()
  /** How many functions may be looked at. */
  readonly #budget: number
  #functions = 0

  constructor(reader: ScopeReader | undefined, sink: Sink, limits: Limits) {
    this.#reader = reader
    this.#sink = sink
    this.#limits = limits
    this.#globals = limits.reach ? extraGlobals() : []
    this.#budget = limits.reach ? MAX_REACHED_FUNCTIONS : MAX_FUNCTIONS
  }

  visit(path: string, fn: object, depth: number): void {
    const code = codeOf(fn)
    const view = this.#view(fn)
    const owner = this.#ownerOf(view.script, code)
    this.#sink.note(path, `${owner === 'plugin' ? 'ƒ' : FOREIGN} ${code.digest}`)
    const lent = owner === 'plugin' ? 0 : (this.#lent.get(fn) ?? 0) + 1
    // What `promisify` makes leads to the function that it was given.
    if ((owner === 'node' && !code.words.has('original')) || lent > MAX_LENT)
      return
    if (owner === 'plugin' && this.#limits.reach && code.words.has(ENVIRONMENT))
      this.#sink.hold(ENVIRONMENT)
    this.#sink.pushOwn(path, fn, depth, FUNCTION_MEMBERS)
    for (const [name, value] of Object.entries(view.bound))
      this.#sink.push(`${path}.${name}`, value, depth + 1)
    this.#visitScopes(path, code, view, lent, depth)
  }

  #visitScopes(path: string, code: Code, { script, scopes }: FunctionView, lent: number, depth: number): void {
    for (const { isModule, isCommonJs, variables } of scopes) {
      if (!isModule && (this.#limits.reach || !isCommonJs))
        this.#visitClosure(path, code, variables, lent, depth)
      else if (lent === 0)
        this.#visitModule(script, code, isModule ? this.#module(script, variables) : variables, depth)
    }
    if (this.#limits.reach && lent === 0)
      this.#visitGlobals(code, depth)
  }

  /** True for a function of another package. */
  isForeign(fn: object): boolean {
    return this.isExported(fn) || isBuiltIn(fn) || this.#ownerOf(this.#view(fn).script, codeOf(fn)) !== 'plugin'
  }

  /** True for what a CommonJS module of another package exports: its code, which counts by version. */
  isExported(value: object): boolean {
    const file = exportingFile(value)
    return file !== undefined && this.#limits.reach?.isOwnFile(file) !== true
  }

  #ownerOf(script: string, code: Code): Owner {
    return this.#limits.reach?.ownerOf(script, code) ?? 'plugin'
  }

  #visitClosure(path: string, { words }: Code, variables: object, lent: number, depth: number): void {
    // The top level of a CommonJS module is a closure too, which shows all that the file has.
    for (const name of this.#limits.reach ? namesIn(variables, words) : Object.keys(variables).sort()) {
      const value = readProperty(variables, name)
      if (lent > 0 && typeof value === 'function' && !this.#lent.has(value))
        this.#lent.set(value, lent)
      this.#sink.push(`${path}§${name}`, value, depth + 1)
    }
  }

  /**
   * The top level of a file shows all its variables to each function. What counts is the data that the function
   * names, and what the functions that it names do in turn.
   */
  #visitModule(script: string, { words }: Code, variables: object, depth: number): void {
    if (this.#limits.skipsBundles && Object.keys(variables).length > MAX_VARIABLES)
      return
    const label = this.#limits.reach ? this.#labelOf(script) : 'module'
    const names = namesIn(variables, words).filter(name => !this.#limits.without?.includes(name))
    if (this.#limits.reach)
      this.#lookAheadIn(script, names, variables)
    for (const name of names) {
      const key = `${script} ${name}`
      const value = readProperty(variables, name)
      // What looks like a CommonJS file may be a function that was called twice.
      if (this.#moduleVariables.has(key) && Object.is(this.#moduleVariables.get(key), value))
        continue
      this.#moduleVariables.set(key, value)
      if (typeof value === 'function' && !this.isExported(value) && !isBuiltIn(value))
        this.#visitHelper(script, `${label}§${name}`, value, variables, depth)
      else
        this.#sink.push(`${label}§${name}`, value, depth + 1)
    }
  }

  /** A function that the top level of a file shows. One that is defined there sees the same variables. */
  #visitHelper(script: string, path: string, fn: object, variables: object, depth: number): void {
    if (this.#limits.reach)
      return this.visit(path, fn, depth)
    const code = codeOf(fn)
    this.#sink.note(path, `ƒ ${code.digest}`)
    this.#visitModule(script, code, variables, depth)
  }

  /** Variables of the whole process that the code names, or may name. */
  #visitGlobals({ words }: Code, depth: number): void {
    const isAny = GLOBAL_WORDS.some(word => words.has(word))
    for (const [name, value] of this.#globals.filter(([key]) => isAny || words.has(String(key)))) {
      const key = `global ${String(name)}`
      if (this.#moduleVariables.has(key))
        continue
      this.#moduleVariables.set(key, value)
      this.#sink.push(`globalThis.${String(name)}`, value, depth + 1)
    }
  }

  /** All functions of a file see the same variables. */
  #module(script: string, found: object): object {
    const variables = this.#modules.get(script) ?? found
    this.#modules.set(script, variables)
    return variables
  }

  /** Two files may have variables of the same name. */
  #labelOf(script: string): string {
    const index = [...this.#modules.keys()].indexOf(script)
    return index === 0 ? 'module' : `module${index + 1}`
  }

  /** To be told which values will be visited soon. */
  lookAhead(values: readonly unknown[]): void {
    const fns = values.filter(value => typeof value === 'function' && !types.isProxy(value)).map(fn => originalOf(fn as object))
    this.#read([...new Set(fns.filter(fn => !this.#isKnown(fn)))])
  }

  /** In one file, at the functions with these names, then at those which they name, and so on. */
  #lookAheadIn(script: string, names: readonly string[], variables: object): void {
    const before = this.#views.size
    const fns = names.map(name => readProperty(variables, name)).filter(value => typeof value === 'function')
    this.lookAhead(fns)
    if (this.#views.size === before)
      return
    const words = new Set(fns.filter(fn => places.get(fn) === script).flatMap(fn => [...codeOf(fn).words]))
    this.#lookAheadIn(script, namesIn(variables, words), variables)
  }

  #isKnown(fn: object): boolean {
    return this.#views.has(fn) || this.isExported(fn) || isBuiltIn(fn) || this.#placed(fn) !== undefined
  }

  #view(fn: object): FunctionView {
    const placed = this.#placed(fn)
    if (placed)
      return placed
    if (!this.#views.has(fn))
      this.#read([fn])
    this.exceeded ||= this.#reader !== undefined && !this.#views.has(fn)
    return this.#views.get(fn) ?? { script: '', scopes: [], bound: {} }
  }

  /** As many as the budget allows. */
  #read(fns: readonly object[]): void {
    const affordable = fns.slice(0, this.#budget - this.#functions)
    if (!this.#reader || affordable.length === 0)
      return
    this.#functions += affordable.length
    for (const [index, view] of this.#reader.readAll(affordable).entries()) {
      const fn = affordable[index]!
      this.#views.set(fn, view)
      if (view.scopes.every(({ isModule }) => isModule) && Object.keys(view.bound).length === 0)
        places.set(fn, view.script)
    }
  }

  /** What is known without a look. */
  #placed(fn: object): FunctionView | undefined {
    const script = places.get(fn)
    const variables = script === undefined ? undefined : this.#modules.get(script)
    if (script === undefined || (!variables && this.#ownerOf(script, codeOf(fn)) === 'plugin'))
      return undefined
    return { script, scopes: variables ? [{ isModule: true, isCommonJs: false, variables }] : [], bound: {} }
  }
}

/** By function that sees nothing but the top level of its file, the script: to look at it once is enough. */
const places = new WeakMap<object, string>()

/** The variables that code names: it names fewer than a file may have. In V8 their order changes from process to process. */
function namesIn(variables: object, words: ReadonlySet<string>): string[] {
  return [...words].filter(word => Object.hasOwn(variables, word)).sort()
}
