import { digest } from '../util/digest'
import type { Reach } from './reach'
import type { FunctionView, Scope, ScopeReader } from './scopes'
import { extraGlobals, isBuiltIn, readProperty } from './values'

/** Where a walk is told what was found. */
export interface Sink {
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
}

const MAX_FUNCTIONS = 200
/** With a reach, each function is looked at for the file that it is from. */
const MAX_REACHED_FUNCTIONS = 1000
const WORD_RE = /[\w$]+/g
const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['length', 'name', 'prototype', 'arguments', 'caller'])
/** A file with more variables than this at its top level is a bundle. */
const MAX_VARIABLES = 200
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
  readonly #foreign: ReadonlySet<unknown>
  readonly #moduleVariables = new Set<string>()
  /** Top levels of files, by script; in the order in which they were met. */
  readonly #modules = new Map<string, object>()
  #functions = 0

  /** @param foreign what packages export: their code, which counts by version */
  constructor(reader: ScopeReader | undefined, sink: Sink, limits: Limits, foreign: ReadonlySet<unknown>) {
    this.#reader = reader
    this.#sink = sink
    this.#limits = limits
    this.#foreign = foreign
  }

  visit(path: string, fn: object, depth: number): void {
    const text = codeOf(fn)
    const view = this.#view(fn)
    const mark = this.#limits.reach?.isOwn(view.script, text) === false ? FOREIGN : 'ƒ'
    this.#sink.note(path, `${mark} ${digest(text)}`)
    this.#sink.pushOwn(path, fn, depth, FUNCTION_MEMBERS)
    for (const [name, value] of Object.entries(view.bound))
      this.#sink.push(`${path}.${name}`, value, depth + 1)
    this.#visitScopes(path, view, text, depth)
  }

  /** True for a function of another package. */
  isForeign(fn: object): boolean {
    return this.#foreign.has(fn) || isBuiltIn(fn) || this.#limits.reach?.isOwn(this.#view(fn).script, codeOf(fn)) === false
  }

  #visitScopes(path: string, { script, scopes }: FunctionView, text: string, depth: number): void {
    const isOwn = this.#limits.reach?.isOwn(script, text) ?? true
    for (const { isModule, isCommonJs, variables } of scopes) {
      if (!isModule && (this.#limits.reach || !isCommonJs))
        this.#visitClosure(path, text, variables(), depth)
      else if (isOwn)
        this.#visitModule(script, text, variables, depth)
    }
    if (this.#limits.reach && isOwn)
      this.#visitGlobals(text, depth)
  }

  #visitClosure(path: string, text: string, variables: object, depth: number): void {
    // In V8 the order of variables changes from process to process.
    const names = Object.keys(variables).sort()
    // The top level of a CommonJS module is a closure too, which shows all that the file has.
    const words = this.#limits.reach && new Set(text.match(WORD_RE))
    for (const name of words ? names.filter(candidate => words.has(candidate)) : names)
      this.#sink.push(`${path}§${name}`, readProperty(variables, name), depth + 1)
  }

  /**
   * The top level of a file shows all its variables to each function. What counts is the data that the function
   * names, and what the functions that it names do in turn.
   */
  #visitModule(script: string, text: string, fetch: Scope['variables'], depth: number): void {
    const variables = this.#module(script, fetch)
    const names = Object.keys(variables).sort()
    if (this.#limits.skipsBundles && names.length > MAX_VARIABLES)
      return
    const label = this.#limits.reach ? this.#labelOf(script) : 'module'
    const words = new Set(text.match(WORD_RE))
    for (const name of names.filter(candidate => words.has(candidate) && !this.#limits.without?.includes(candidate))) {
      const key = `${script} ${name}`
      if (this.#moduleVariables.has(key))
        continue
      this.#moduleVariables.add(key)
      const value = readProperty(variables, name)
      if (typeof value === 'function' && !this.#foreign.has(value) && !isBuiltIn(value))
        this.#visitHelper(script, `${label}§${name}`, value, fetch, depth)
      else
        this.#sink.push(`${label}§${name}`, value, depth + 1)
    }
  }

  /** A function that the top level of a file shows. One that is defined there sees the same variables. */
  #visitHelper(script: string, path: string, fn: object, fetch: Scope['variables'], depth: number): void {
    const text = codeOf(fn)
    if (this.#limits.reach)
      return this.visit(path, fn, depth)
    this.#sink.note(path, `ƒ ${digest(text)}`)
    this.#visitModule(script, text, fetch, depth)
  }

  /** Variables of the whole process that the code names, or may name. */
  #visitGlobals(text: string, depth: number): void {
    const words = new Set(text.match(WORD_RE))
    const isAny = GLOBAL_WORDS.some(word => words.has(word))
    for (const [name, value] of extraGlobals().filter(([key]) => isAny || words.has(String(key)))) {
      const key = `global ${String(name)}`
      if (this.#moduleVariables.has(key))
        continue
      this.#moduleVariables.add(key)
      this.#sink.push(`globalThis.${String(name)}`, value, depth + 1)
    }
  }

  #module(script: string, fetch: Scope['variables']): object {
    let variables = this.#modules.get(script)
    if (!variables)
      this.#modules.set(script, variables = fetch())
    return variables
  }

  /** Two files may have variables of the same name. */
  #labelOf(script: string): string {
    const index = [...this.#modules.keys()].indexOf(script)
    return index === 0 ? 'module' : `module${index + 1}`
  }

  #view(fn: object): FunctionView {
    const max = this.#limits.reach ? MAX_REACHED_FUNCTIONS : MAX_FUNCTIONS
    if (this.#reader && ++this.#functions <= max)
      return this.#reader.read(fn)
    this.exceeded ||= this.#reader !== undefined
    return { script: '', scopes: [], bound: {} }
  }
}

function codeOf(fn: object): string {
  return Function.prototype.toString.call(fn)
}
