import type { Call } from './types'

/** Steps of a kind that have to be seen before it is judged. */
const MIN_STEPS = 100
/** What a hit costs, where none has been measured yet. Milliseconds. */
const HIT_MS = 0.05
const EXTENSION_RE = /\.(\w+)(?=[?&#]|$)/g

/** Where verdicts are kept from run to run, by kind of step. */
export interface WorthNotes {
  recall: (kind: string) => unknown
  remember: (kind: string, identity: string) => void
}

/** Count and time of steps. Milliseconds. */
class Tally {
  runs = 0
  ranMs = 0
  hits = 0
  savedMs = 0
  spentMs = 0

  get isLosing(): boolean {
    if (this.hits >= MIN_STEPS)
      return this.savedMs < this.spentMs
    return this.runs >= MIN_STEPS && this.ranMs < this.runs * HIT_MS
  }
}

/**
 * Tells which kinds of steps of a plugin cost less than it takes to look them up. A kind is a hook and a file type:
 * a style sheet in Sass takes a thousand times as long as one in CSS.
 */
export class Worth {
  readonly #tallies = new Map<string, Tally>()
  readonly #losing = new Set<string>()
  readonly #notes: WorthNotes
  readonly #identity: () => string

  /** A verdict holds for one identity of the plugin. */
  constructor(identity: () => string, notes: WorthNotes) {
    this.#identity = identity
    this.#notes = notes
  }

  isLosing(call: Call): boolean {
    return this.#losing.has(this.#kind(call))
  }

  /** A step ran and was kept. */
  ran(call: Call, ms: number): void {
    const tally = this.#tally(call)
    tally.runs++
    tally.ranMs += ms
    this.#judge(call, tally)
  }

  /** A step was skipped. */
  hit(call: Call, { savedMs, spentMs }: { savedMs: number, spentMs: number }): void {
    const tally = this.#tally(call)
    tally.hits++
    tally.savedMs += savedMs
    tally.spentMs += spentMs
    this.#judge(call, tally)
  }

  #judge(call: Call, tally: Tally): void {
    if (!tally.isLosing)
      return
    const kind = this.#kind(call)
    this.#losing.add(kind)
    this.#notes.remember(kind, this.#identity())
  }

  #tally(call: Call): Tally {
    const kind = this.#kind(call)
    let tally = this.#tallies.get(kind)
    if (!tally)
      this.#tallies.set(kind, tally = new Tally())
    return tally
  }

  #kind({ hook, id }: Call): string {
    const kind = hook === 'renderChunk' ? hook : `${hook} ${extensionOf(id)}`
    // Verdicts of earlier runs are looked up when a kind is first met.
    if (!this.#tallies.has(kind)) {
      this.#tallies.set(kind, new Tally())
      if (this.#notes.recall(kind) === this.#identity())
        this.#losing.add(kind)
    }
    return kind
  }
}

/** `src/App.vue?vue&type=style&lang.scss` → `scss`: of several the last counts. */
function extensionOf(id: string): string {
  return [...id.matchAll(EXTENSION_RE)].at(-1)?.[1] ?? ''
}
