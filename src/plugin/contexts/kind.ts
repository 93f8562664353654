import type { Question, World } from '../../inputs/world'
import type { Ask } from '../ask'
import type { Effect } from '../outcome'
import type { Call, HookContext, HookName, Rule } from '../types'

/** A step that is being watched, as a kind of context sees it. */
export interface Recording {
  readonly world: World
  readonly rule: Partial<Rule>
  readonly effects: Effect[]
  /** Paths that the step declared to depend on. */
  readonly watched: Set<string>
  /** A path was read, probed or listed. */
  path: (question: Question, path: string) => void
  /** Something that cannot be repeated or told apart: the step is not kept. */
  opaque: (what: string) => void
  /** Notes a question to the bundler with its answer, and gives the answer. */
  ask: (ask: Ask, answer: unknown) => unknown
}

/** What is known of `this` in the steps of a family of bundlers. */
export interface ContextKind {
  /** A step in terms that all bundlers share, or the reason why it is not understood. */
  describe: (hook: HookName, args: unknown[], rule: Rule) => Call | string
  /** The arguments that a step is run with. Notes when it looks at what is not in the key. */
  given: (call: Call, rule: Rule, note: (what: string) => void) => unknown[]
  /** What a step gets when it reads a member. Notes what it asks and does with it. */
  read: (recording: Recording, name: string, member: unknown, context: HookContext) => unknown
  /** Answers a question that was asked before. */
  answer: (ask: Ask, context: HookContext) => unknown
  /** Does again what was done through the context. */
  repeat: (effect: Effect, context: HookContext, references: Map<string, string>) => void
  /** Has the bundler watch a file, where it can. */
  watch: (context: HookContext, path: string) => void
}

