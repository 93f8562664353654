/** Records that are not on disk yet, by key; `null` for an entry that was removed. */
export class Unwritten {
  #pending = new Map<string, Buffer | null>()
  /** What is being written now. */
  #leaving: ReadonlyMap<string, Buffer | null> = new Map()
  #bytes = 0

  /** Bytes that nobody writes yet. */
  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#pending.size + this.#leaving.size
  }

  get(key: string): Buffer | null | undefined {
    const record = this.#pending.get(key)
    return record === undefined ? this.#leaving.get(key) : record
  }

  set(key: string, record: Buffer | null): void {
    this.#bytes += (record?.length ?? 0) - (this.#pending.get(key)?.length ?? 0)
    this.#pending.set(key, record)
  }

  /** Older ones first. */
  all(): [string, Buffer | null][] {
    return [...this.#leaving, ...this.#pending]
  }

  /** Gives what is to be written now. It can be read here until `written` is called. */
  take(): ReadonlyMap<string, Buffer | null> {
    this.#leaving = this.#pending
    this.#pending = new Map()
    this.#bytes = 0
    return this.#leaving
  }

  written(): void {
    this.#leaving = new Map()
  }

  /** Forgets everything; what is being written is written all the same. */
  clear(): void {
    this.take()
    this.written()
  }
}
