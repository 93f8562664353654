import type { LRUCache } from 'lru-cache'
import { createLru } from './lru'
import type { BackendSection, Kept } from './payload'

/** A cache in memory, and what of it differs from its section in a backend that others use as well. */
export class Section {
  readonly #entries: LRUCache<string, Kept>
  /** What was set or deleted here and is not saved yet: it is newer than what is loaded. */
  #own = new Set<string>()
  /** What was in the backend when it was last loaded or saved. */
  #known = new Set<string>()

  constructor(maxEntries: number) {
    this.#entries = createLru(maxEntries)
  }

  get isChanged(): boolean {
    return this.#own.size > 0
  }

  get(key: string): Kept | undefined {
    return this.#entries.get(key)
  }

  set(key: string, kept: Kept): void {
    this.#entries.set(key, kept)
    this.#own.add(key)
  }

  /** Also what is not here: another cache may have saved it. */
  delete(key: string): boolean {
    this.#own.add(key)
    return this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#own.clear()
    this.#known.clear()
  }

  all(): [key: string, kept: Kept][] {
    return [...this.#entries]
  }

  /** What the backend held is damaged, so that nothing that is missing there was removed by anybody. */
  forgetKnown(): void {
    this.#known.clear()
  }

  /** Takes over what others have set and removed since. What was changed here stays, and is the last to go when there is too much. */
  merge(loaded: readonly [key: string, kept: Kept][]): void {
    const theirs = new Map(loaded)
    for (const key of this.#known) {
      if (!theirs.has(key) && !this.#own.has(key))
        this.#entries.delete(key)
    }
    // What was here and is not any more had to go because there was too much.
    const changed = loaded.filter(([key, { text }]) =>
      !this.#own.has(key) && this.#entries.peek(key)?.text !== text && (this.#entries.has(key) || !this.#known.has(key)))
    const own = changed.length > 0 ? this.all().reverse().filter(([key]) => this.#own.has(key)) : []
    for (const [key, kept] of [...changed, ...own])
      this.#entries.set(key, kept)
    this.#known = new Set(theirs.keys())
  }

  /** What is to be saved now; nothing when there is no entry. */
  encode(now: number): BackendSection | undefined {
    // Those used longest ago come first, as whoever loads them uses them in this order.
    const kept = this.all().reverse().filter(([, { expiresAt }]) => (expiresAt ?? Infinity) > now)
    if (kept.length === 0)
      return undefined
    return { savedAt: now, entries: Object.fromEntries(kept.map(([key, { text, expiresAt }]) => [key, [text, expiresAt === undefined ? null : expiresAt - now]])) }
  }

  /** From now on changes are of the next save. Gives those of this one. */
  takeOwn(): ReadonlySet<string> {
    const own = this.#own
    this.#own = new Set()
    return own
  }

  saved(section: BackendSection | undefined): void {
    this.#known = new Set(Object.keys(section?.entries ?? {}))
  }

  /** They could not be saved. */
  giveBack(own: ReadonlySet<string>): void {
    this.#own = new Set([...own, ...this.#own])
  }
}
