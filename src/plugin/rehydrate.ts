import { debug, messageOf } from '../util/log'
import type { StateKind } from './types'

interface Skipped {
  file: string
  code: string
  run: () => unknown
}

/**
 * Remembers the skipped steps of a plugin that keeps state, and runs them for real before a real hook that may need
 * what they would have left. If everything hits, none of them ever runs.
 */
export class Rehydrator {
  readonly #kind: StateKind
  readonly #skipped = new Map<string, Skipped>()
  #running: Promise<void> | undefined
  /** By step, the digest of the code that the plugin's state is about. */
  readonly #live = new Map<string, string>()

  constructor(kind: StateKind) {
    this.#kind = kind
  }

  get isStateless(): boolean {
    return this.#kind === 'none'
  }

  get isPending(): boolean {
    return this.#skipped.size > 0 || this.#running !== undefined
  }

  /** True when the plugin has seen other code for this step than the result at hand belongs to: its state would be wrong. */
  isOutdated(step: string, code: string): boolean {
    const live = this.#live.get(step)
    return live !== undefined && live !== code
  }

  /** Notes that a step was skipped. */
  remember(step: string, skipped: Skipped): void {
    if (!this.isStateless && this.#live.get(step) !== skipped.code)
      this.#skipped.set(step, skipped)
  }

  /** Notes that a step runs for real now. */
  ran(step: string, code: string): void {
    if (this.isStateless)
      return
    this.#skipped.delete(step)
    this.#live.set(step, code)
  }

  /** To be awaited before a real hook about a file, or about no file in particular. */
  async before(file: string | undefined): Promise<void> {
    // What another real hook has started is needed as much.
    while (this.#running)
      await this.#running
    const due = [...this.#skipped].filter(([, skipped]) => this.#kind === 'plugin' || skipped.file === file)
    if (due.length === 0)
      return
    this.#running = this.#restore(due)
    await this.#running
    this.#running = undefined
  }

  async #restore(due: [string, Skipped][]): Promise<void> {
    for (const [step, skipped] of due) {
      this.ran(step, skipped.code)
      await runQuietly(skipped)
    }
  }

  /** Drops what was remembered: its code is no longer what is on disk, or nobody will ask any more. */
  forget(file?: string): void {
    for (const [step, skipped] of this.#skipped) {
      if (file === undefined || skipped.file === file)
        this.#skipped.delete(step)
    }
  }

  /** Files with skipped steps. */
  get files(): Set<string> {
    return new Set([...this.#skipped.values()].map(({ file }) => file))
  }
}

async function runQuietly({ file, run }: Skipped): Promise<void> {
  try {
    await run()
  }
  catch (error) {
    // The real hook that follows will meet the same trouble and report it.
    debug.step('cannot restore the state about %s: %s', file, messageOf(error))
  }
}
