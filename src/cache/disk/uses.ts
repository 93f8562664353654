import { touchInterval } from './retention'

/** When times of use cannot be written, the folder is most likely read-only: they are not tried again for so long. */
const RETRY_MS = 6 * 60 * 60 * 1000

/** Exact times of last use, by key. They are written along with entries, or alone when those on disk are too old. */
export class Uses {
  readonly #interval: number
  #times = new Map<string, number>()
  #areDue = false
  #againAt = 0

  /** @param keepUnused milliseconds */
  constructor(keepUnused: number) {
    this.#interval = touchInterval(keepUnused)
  }

  /** True when they should be written although nothing else has to be. */
  get areDue(): boolean {
    return this.#areDue
  }

  /** @param writtenAt the time that is on disk */
  add(key: string, writtenAt: number): void {
    const now = Date.now()
    this.#times.set(key, now)
    this.#areDue ||= now - writtenAt > this.#interval && now >= this.#againAt
  }

  delete(key: string): void {
    this.#times.delete(key)
  }

  clear(): void {
    this.take()
  }

  /** Gives those that are to be written now. */
  take(): ReadonlyMap<string, number> {
    const times = this.#times
    this.#times = new Map()
    this.#areDue = false
    return times
  }

  /** They could not be written. */
  putBack(times: ReadonlyMap<string, number>): void {
    this.#againAt = Date.now() + RETRY_MS
    this.#times = new Map([...times, ...this.#times])
  }
}
