import { basename } from 'node:path'
import type { Fact } from '../cache'
import type { Observer, PrintStream } from '../inputs/tracer'
import { unobserved } from '../inputs/tracer'
import type { Question, World } from '../inputs/world'
import { type Ask, askFact } from './ask'
import type { Effect } from './outcome'
import { hookContext } from './contexts/hooks'
import type { ContextKind, Recording } from './contexts/kind'
import { resolutionOf } from './manifests'
import type { Call, HookContext, Rule } from './types'

/** esbuild passes large inputs to its process through such files. */
const IGNORED_PATH_RE = /[/\\]esbuild-[\da-f]{64}$/

/** Watches one step: what it asks of the world and of the bundler, and what it does besides returning. */
export class Recorder implements Observer, Recording {
  readonly effects: Effect[] = []
  /** Questions to the bundler, with the digest of each answer. */
  readonly asks: Fact[] = []
  /** Paths that the step declared to depend on. */
  readonly watched: Set<string> = new Set()
  readonly world: World
  readonly #kind: ContextKind
  readonly rule: Partial<Rule>
  /** Stated before the plugin reads, so that a later change shows; see `World.settle`. */
  readonly #seen = new Map<Fact, string>()
  readonly #env = new Set<string>()
  #refusal: string | undefined
  /** Whether the step got something random. */
  isRandom = false
  /** What the step was told of the time. */
  readonly times: Set<number> = new Set()

  constructor(world: World, rule: Partial<Rule>, kind: ContextKind = hookContext) {
    this.world = world
    this.#kind = kind
    this.rule = rule
  }

  /** Why the step cannot be stored, if so. */
  get refusal(): string | undefined {
    return this.#refusal
  }

  get references(): string[] {
    return this.effects.flatMap(effect => (effect.type === 'emit' ? [effect.reference] : []))
  }

  path(question: Question, path: string): void {
    if (!IGNORED_PATH_RE.test(path) && !this.rule.ignores?.(question, path))
      unobserved(() => this.#seen.set(this.#about(question, path), path))
  }

  #about(question: Question, path: string): Fact {
    if (!this.rule.resolvesOnly || basename(path) !== 'package.json' || (question !== 'content' && question !== 'size'))
      return this.world.aboutPath(question, path)
    return question === 'content' ? this.world.aboutPath('settings', resolutionOf(path)) : this.world.aboutPath('kind', path)
  }

  env(name: string): void {
    this.#env.add(name)
  }

  print(stream: PrintStream, text: string): void {
    this.effects.push({ type: 'print', stream, text })
  }

  time(now: number): void {
    this.times.add(now)
  }

  random(): void {
    this.isRandom = true
  }

  opaque(what: string): void {
    if (!this.rule.harmless?.includes(what))
      this.#refusal ??= what
  }

  /** The arguments of a call; of what is not in the key, it is noted when it is read. */
  watchArguments(call: Call, rule: Rule): unknown[] {
    return this.#kind.given(call, rule, what => this.opaque(what))
  }

  /** Whether the step has read a file, other than by saying so. */
  hasRead(path: string): boolean {
    return [...this.#seen].some(([[question], seen]) => question === 'content' && seen === path)
  }

  /** The facts about files and environment; call it when the step is over. */
  facts(): { facts: Fact[], undeclared: Fact[] } {
    const env = [...this.#env].map(name => this.world.about('env', name))
    const watched = [...this.watched].map(path => this.world.aboutPath(this.world.files.kind(path) === 'dir' ? 'listing' : 'content', path))
    // Colours depend on who looks.
    const terminal = this.effects.some(effect => effect.type === 'print') ? [this.world.about('terminal', '')] : []
    const undeclared = [...this.#seen].filter(([, path]) => !this.watched.has(path)).map(([fact]) => fact)
    return { facts: [...this.#seen.keys(), ...env, ...watched, ...terminal], undeclared: [...undeclared, ...env] }
  }

  /** The context of the step, recording. Its functions stay bound to the real context, which has state. */
  wrap(context: HookContext): HookContext {
    return new Proxy(context, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        return typeof name === 'symbol' ? member : this.#kind.read(this, name, member, target)
      },
      set: (target, name, value) => {
        this.opaque('changes its context')
        return Reflect.set(target, name, value, target)
      },
    })
  }

  ask(ask: Ask, answer: unknown): unknown {
    const fact = askFact(ask, answer, this.world.roots)
    if (fact)
      this.asks.push(fact)
    else
      this.opaque(`asks this.${ask.name} in a way that cannot be repeated`)
    return answer
  }
}
