import { withContent } from '../inputs/overlay'
import { debug, messageOf } from '../util/log'
import type { StateKind } from './types'

interface Skipped {
  file: string
  /** None where the step loads the file. */
  code: string | undefined
  /** True for the step about the file as such, not about a part of it. */
  isWhole: boolean
  /** Whether the step has read a file. */
  reads: (file: string) => boolean
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
  isOutdated(step: string, code: string | undefined): boolean {
    const live = this.#live.get(step)
    return live !== undefined && live !== code
  }

  /** Notes that a step was skipped. */
  remember(step: string, skipped: Skipped): void {
    // Of a step without code it cannot be told whether it would leave what is there.
    if (!this.isStateless && (skipped.code === undefined || this.#live.get(step) !== skipped.code))
      this.#skipped.set(step, skipped)
  }

  /** Notes that a step runs for real now. */
  ran(step: string, code: string | undefined): void {
    if (this.isStateless)
      return
    this.#skipped.delete(step)
    if (code !== undefined)
      this.#live.set(step, code)
  }

  /** To be awaited before a real hook about a file, or about no file in particular. */
  before(file: string | undefined): Promise<void> {
    return this.#restoreAll(skipped => this.#kind === 'plugin' || skipped.file === file)
  }

  /** To be awaited before a plugin is told that a file has changed: it compares with what it knew. */
  beforeChange(file: string): Promise<void> {
    return this.#restoreAll(skipped => this.#kind === 'plugin' || skipped.file === file || skipped.reads(file))
  }

  async #restoreAll(isDue: (skipped: Skipped) => boolean): Promise<void> {
    // What another real hook has started is needed as much.
    while (this.#running)
      await this.#running
    const due = [...this.#skipped].filter(([, skipped]) => isDue(skipped))
    if (due.length === 0)
      return
    this.#running = this.#restore(due)
    await this.#running
    this.#running = undefined
  }

  async #restore(due: [string, Skipped][]): Promise<void> {
    const contents = new Map(due.filter(([, { isWhole }]) => isWhole).map(([, { file, code }]) => [file, code]))
    for (const [step, skipped] of due) {
      this.ran(step, skipped.code)
      await runQuietly(skipped, contents.get(skipped.file))
    }
  }

  /** Drops what was remembered: nobody will ask any more. */
  forget(): void {
    this.#skipped.clear()
  }

}

/** The file may have changed meanwhile: what the step would have seen of it then is what it sees. */
async function runQuietly({ file, run }: Skipped, content: string | undefined): Promise<void> {
  try {
    await (content === undefined ? run() : withContent(file, content, run))
  }
  catch (error) {
    // The real hook that follows will meet the same trouble and report it.
    debug.step('cannot restore the state about %s: %s', file, messageOf(error))
  }
}
