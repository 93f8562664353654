import { basename } from 'node:path'
import type { Fact } from '../cache'
import type { Observer, PrintStream } from '../inputs/tracer'
import { unobserved } from '../inputs/tracer'
import type { Question, World } from '../inputs/world'
import { type Ask, askFact, watchModuleInfo } from './ask'
import type { Effect } from './outcome'
import { fileOf } from './call'
import { watchChunk } from './chunk'
import { resolutionOf } from './manifests'
import type { Call, HookContext, Rule } from './types'

/** Calls that only compute; they leave nothing and depend on nothing but their arguments. */
const PURE = new Set(['parse', 'error'])
/** Members that are read, not called; what they hold is in the key or is looked after elsewhere. */
const PLAIN_MEMBERS = new Set(['environment', 'fs', 'ssr', 'pluginName', 'outputOptions'])
const LOGS = new Set(['warn', 'info', 'debug'])
/** esbuild passes large inputs to its process through such files. */
const IGNORED_PATH_RE = /[/\\]esbuild-[\da-f]{64}$/

/** Watches one step: what it asks of the world and of the bundler, and what it does besides returning. */
export class Recorder implements Observer {
  readonly effects: Effect[] = []
  /** Questions to the bundler, with the digest of each answer. */
  readonly asks: Fact[] = []
  /** Paths passed to `addWatchFile`. */
  readonly watched: Set<string> = new Set()
  readonly #world: World
  readonly #rule: Partial<Rule>
  /** Stated before the plugin reads, so that a later change shows; see `World.settle`. */
  readonly #seen = new Map<Fact, string>()
  readonly #env = new Set<string>()
  #refusal: string | undefined

  constructor(world: World, rule: Partial<Rule>) {
    this.#world = world
    this.#rule = rule
  }

  /** Why the step cannot be stored, if so. */
  get refusal(): string | undefined {
    return this.#refusal
  }

  get references(): string[] {
    return this.effects.flatMap(effect => (effect.type === 'emit' ? [effect.reference] : []))
  }

  path(question: Question, path: string): void {
    if (!IGNORED_PATH_RE.test(path))
      unobserved(() => this.#seen.set(this.#about(question, path), path))
  }

  #about(question: Question, path: string): Fact {
    if (!this.#rule.resolvesOnly || basename(path) !== 'package.json' || (question !== 'content' && question !== 'size'))
      return this.#world.aboutPath(question, path)
    return question === 'content' ? this.#world.aboutPath('settings', resolutionOf(path)) : this.#world.aboutPath('kind', path)
  }

  env(name: string): void {
    this.#env.add(name)
  }

  print(stream: PrintStream, text: string): void {
    this.effects.push({ type: 'print', stream, text })
  }

  opaque(what: string): void {
    if (!this.#rule.harmless?.includes(what))
      this.#refusal ??= what
  }

  /** The arguments of a call; of what is not in the key, it is noted when it is read. */
  watchArguments({ hook, args }: Call, rule: Rule): unknown[] {
    return hook === 'renderChunk' ? watchChunk(args, rule, what => this.opaque(what)) : args
  }

  /** The facts about files and environment; call it when the step is over. */
  facts(): { facts: Fact[], undeclared: Fact[] } {
    const env = [...this.#env].map(name => this.#world.about('env', name))
    const watched = [...this.watched].map(path => this.#world.aboutPath('content', path))
    // Colours depend on who looks.
    const terminal = this.effects.some(effect => effect.type === 'print') ? [this.#world.about('terminal', '')] : []
    const undeclared = [...this.#seen].filter(([, path]) => !this.watched.has(path)).map(([fact]) => fact)
    return { facts: [...this.#seen.keys(), ...env, ...watched, ...terminal], undeclared: [...undeclared, ...env] }
  }

  /** The plugin context of the step, recording. Its functions stay bound to the real context, which has state. */
  wrap(context: HookContext): HookContext {
    return new Proxy(context, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        return typeof name === 'symbol' ? member : this.#member(name, member, target)
      },
      set: (target, name, value) => {
        this.opaque('changes its context')
        return Reflect.set(target, name, value, target)
      },
    })
  }

  #member(name: string, member: unknown, context: HookContext): unknown {
    if (typeof member === 'function')
      return this.#call(name, member.bind(context) as (...args: unknown[]) => unknown)
    if (name === 'meta')
      this.#ask({ name: 'meta', args: [] }, member)
    else if (member !== undefined && !PLAIN_MEMBERS.has(name))
      this.opaque(`reads this.${name}`)
    return member
  }

  #call(name: string, call: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
    return (...args) => unobserved(() => {
      if (LOGS.has(name))
        return this.#log(name as 'warn', args, call)
      switch (name) {
        case 'addWatchFile': return this.#watch(args, call)
        case 'emitFile': return this.#emit(args, call)
        case 'setAssetSource':
          this.effects.push({ type: 'source', reference: String(args[0]), source: args[1] })
          return call(...args)
        case 'getModuleInfo': return watchModuleInfo(String(args[0]), call(...args), (ask, answer) => this.#ask(ask, answer))
        case 'resolve':
        case 'getCombinedSourcemap': return this.#asked({ name, args }, call)
      }
      if (!PURE.has(name))
        this.opaque(`calls this.${name}`)
      return call(...args)
    })
  }

  #watch(args: unknown[], call: (...args: unknown[]) => unknown): unknown {
    const path = String(args[0])
    // Vite 7 declares `image.png?#iefix` as it stands in the style sheet.
    this.watched.add(this.#world.files.kind(path) === null ? fileOf(path) : path)
    this.effects.push({ type: 'watch', path })
    return call(...args)
  }

  #emit(args: unknown[], call: (...args: unknown[]) => unknown): unknown {
    const reference = call(...args)
    this.effects.push({ type: 'emit', file: { ...args[0] as Record<string, unknown> }, reference: String(reference) })
    return reference
  }

  /** A log may come as a function, for levels that nobody listens to. */
  #log(level: 'warn' | 'info' | 'debug', [log, position]: unknown[], call: (...args: unknown[]) => unknown): unknown {
    const message = typeof log === 'function' ? (log as () => unknown)() : log
    // Rollup writes into the object that it is given.
    this.effects.push({ type: 'log', level, log: this.#copy(message), ...(position === undefined ? {} : { position }) })
    return call(message, position)
  }

  #copy(log: unknown): unknown {
    try {
      return structuredClone(log)
    }
    catch {
      // A function in it, say: it could not be stored either.
      this.opaque('logs something that cannot be stored')
      return undefined
    }
  }

  #asked(ask: Ask, call: (...args: unknown[]) => unknown): unknown {
    const answer = this.#guard(ask, () => call(...ask.args))
    if (!(answer instanceof Promise))
      return this.#ask(ask, answer)
    return answer.then(settled => this.#ask(ask, settled), (error: unknown) => this.#guard(ask, () => { throw error }))
  }

  /** A plugin may go on after an error; what it then does depends on more than an answer. */
  #guard(ask: Ask, body: () => unknown): unknown {
    try {
      return body()
    }
    catch (error) {
      this.opaque(`gets no answer from this.${ask.name}`)
      throw error
    }
  }

  #ask(ask: Ask, answer: unknown): unknown {
    const fact = askFact(ask, answer, this.#world.roots)
    if (fact)
      this.asks.push(fact)
    else
      this.opaque(`asks this.${ask.name} in a way that cannot be repeated`)
    return answer
  }
}
