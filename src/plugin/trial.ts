import { randomUUID } from 'node:crypto'
import { Baseline } from '../inputs/change'
import type { Likeness } from '../inputs/identity'
import { FoundReach, KnownReach, type Reach, type ReachMemo } from '../inputs/reach'
import { debug } from '../util/log'
import type { HookName } from './types'

/**
 * A verdict as it is kept from run to run: what the plugin was when it was found to keep no state, or what the
 * project was like when it was found to keep some.
 */
type Verdict = Stateless | [verdict: 'refused', conditions: string, reason: string]
type Stateless = [verdict: 'stateless', identity: string, token: string, reach: ReachMemo]

const TELLING: ReadonlySet<string> = new Set(['writes files', 'starts a process', 'talks to a process', 'uses the network', 'uses a worker thread', 'changes the environment', 'changes its context'])

/** What a trial needs to know of its plugin. */
export interface Subject {
  /** Describes the plugin as it is now, to the first line that is enough. */
  look: (reach: Reach, isEnough?: (line: string) => boolean) => Likeness
  identityOf: (likeness: Likeness) => string
  /** Digest of what has to change before a plugin that was refused is tried again. */
  conditions: () => string
  /** Why it is not to be memoized, whatever it does. */
  objection: (likeness: Likeness) => string | undefined
  recall: () => unknown
  remember: (verdict: unknown) => void
  /** The token of the plugin under any command. */
  recallToken: () => unknown
  rememberToken: (token: string) => void
}

/**
 * Tries out a plugin that nobody knows. In its first build all its hooks run, and what it holds is compared before
 * and after: a plugin that is the same after its work keeps no state, and its steps may be skipped from then on.
 * Whenever one of them runs for real in a later build, it is compared again.
 */
export class Trial {
  /** Why the plugin is not memoized, if so. */
  refusal: string | undefined
  /** Enters all keys, so that nothing that was recorded before a verdict was taken back is found after it. */
  token = ''
  /** Names of the packages that hold the plugin's code, where all of it is in packages. */
  packages: readonly string[] | undefined
  /** What has been recorded in this run. */
  readonly keys: Set<string> = new Set()
  readonly #subject: Subject
  #reach: FoundReach | KnownReach | undefined
  #before = new Baseline([])
  #identity = ''
  #hasRun = false
  readonly #looked = new Set<HookName>()

  constructor(subject: Subject) {
    this.#subject = subject
  }

  /** True in the build that is to decide: nothing is skipped. */
  get isUndecided(): boolean {
    return this.#reach instanceof FoundReach
  }

  /** To be called before the first step. Gives what the plugin looks like then, unless there is no need to look. */
  begin(): Likeness | undefined {
    const verdict = this.#subject.recall() as Verdict | undefined
    if (verdict?.[0] === 'refused' && verdict[1] === this.#subject.conditions()) {
      this.refusal = verdict[2]
      return undefined
    }
    return (verdict?.[0] === 'stateless' ? this.#trust(verdict) : undefined) ?? this.#watch()
  }

  /** Believes an earlier verdict, if it is about this very plugin. */
  #trust([, identity, token, memo]: Stateless): Likeness | undefined {
    if (this.#subject.recallToken() !== token)
      return undefined
    const reach = new KnownReach(memo)
    const likeness = this.#subject.look(reach)
    if (this.#subject.identityOf(likeness) !== identity)
      return undefined
    this.#take(reach, likeness, memo)
    this.#identity = identity
    this.token = token
    return likeness
  }

  #watch(): Likeness {
    const reach = new FoundReach()
    const likeness = this.#subject.look(reach)
    this.#take(reach, likeness, reach.memo)
    this.#identity = this.#subject.identityOf(likeness)
    this.token = this.#shareToken()
    const objection = this.#subject.objection(likeness)
    if (objection !== undefined)
      this.#refuse(objection)
    return likeness
  }

  /** A build, a dev server and tests find each other's results. */
  #shareToken(): string {
    const earlier = this.#subject.recallToken()
    return typeof earlier === 'string' ? earlier : this.#renewToken()
  }

  #renewToken(): string {
    const token = randomUUID()
    this.#subject.rememberToken(token)
    return token
  }

  #take(reach: FoundReach | KnownReach, { lines }: Likeness, { packages, isLocal }: ReachMemo): void {
    this.#reach = reach
    this.#before = new Baseline(lines)
    this.packages = isLocal ? undefined : packages
  }

  /** A step has run for real. State that is gone again at the end of the build shows after the first that did something. */
  ran(hook: HookName, result: unknown): void {
    this.#hasRun = true
    if (this.refusal !== undefined || this.#looked.has(hook) || result === null || result === undefined)
      return
    this.#looked.add(hook)
    this.#look()
  }

  /** To be called when steps have run and other hooks have not yet cleared up. True when the plugin was refused just now. */
  judge(): boolean {
    const hasRun = this.#hasRun
    this.#hasRun = false
    if (this.refusal === undefined && hasRun)
      this.#look()
    // Of a plugin that had nothing to do nothing is stored either: it is compared when it has.
    if (this.refusal === undefined && this.#reach instanceof FoundReach)
      this.#subject.remember(['stateless', this.#identity, this.token, this.#reach.memo] satisfies Verdict)
    return this.refusal !== undefined && hasRun
  }

  /** A step did something that cannot be repeated. What is done to the outside is done for all steps. */
  witness(effect: string): void {
    if (TELLING.has(effect) && this.refusal === undefined)
      this.revoke(`a step ${effect}`)
  }

  /** There is new evidence: nothing that was stored under an earlier verdict is used again, whatever the command. */
  revoke(reason: string): void {
    this.#renewToken()
    this.#refuse(reason)
  }

  #refuse(reason: string): void {
    this.refusal = reason
    this.#subject.remember(['refused', this.#subject.conditions(), reason] satisfies Verdict)
  }

  #look(): void {
    const { lines } = this.#subject.look(this.#reach!, line => this.#before.isNews(line))
    const changed = this.#before.findChange(lines)
    if (changed === undefined)
      return
    debug.plugin('%s is not what it was', changed)
    this.revoke(`keeps state (${changed})`)
  }
}
