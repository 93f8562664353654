/** Records that are not on disk yet, by key; `null` for an entry that was removed. */
export class Unwritten {
  #pending = new Map<string, Buffer | null>()
  /** What is being written now. */
  #leaving: ReadonlyMap<string, Buffer | null> = new Map()
  /** What could not be written. There is nothing any more where these keys had something: it is not true now. */
  #lost: ReadonlyMap<string, null> = new Map()
  #bytes = 0

  /** Bytes that nobody writes yet. */
  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#pending.size + this.#leaving.size
  }

  get(key: string): Buffer | null | undefined {
    for (const records of [this.#pending, this.#leaving, this.#lost]) {
      const record = records.get(key)
      if (record !== undefined)
        return record
    }
    return undefined
  }

  set(key: string, record: Buffer | null): void {
    this.#bytes += (record?.length ?? 0) - (this.#pending.get(key)?.length ?? 0)
    this.#pending.set(key, record)
  }

  /** What there is when this is on disk. */
  over<T extends { length: number }>(onDisk: ReadonlyMap<string, T>): Map<string, T | Buffer> {
    const all = new Map<string, T | Buffer>(onDisk)
    for (const [key, record] of [...this.#lost, ...this.#leaving, ...this.#pending]) {
      if (record)
        all.set(key, record)
      else
        all.delete(key)
    }
    return all
  }

  /** Gives what is to be written now. It can be read here until `written` or `lose` is called. */
  take(): ReadonlyMap<string, Buffer | null> {
    this.#leaving = new Map([...this.#lost, ...this.#pending])
    this.#pending = new Map()
    this.#bytes = 0
    return this.#leaving
  }

  written(): void {
    if (this.#leaving.size > 0)
      this.#lost = new Map()
    this.#leaving = new Map()
  }

  /** What was being written could not be, or these keys could not be cleared. Gives all whose entries have to go. */
  lose(keys: Iterable<string> = this.#leaving.keys()): ReadonlyMap<string, null> {
    this.#lost = new Map([...this.#lost.keys(), ...keys].map(key => [key, null]))
    this.#leaving = new Map()
    return this.#lost
  }

  /** Forgets what was set before a clear; what is being written is written all the same. */
  clear(): void {
    this.take()
    this.#leaving = new Map()
  }

  /** What was lost is not on disk any more. */
  removed(): void {
    this.#lost = new Map()
  }

  /** Another process has cleared the folder. */
  forget(): void {
    this.clear()
    this.removed()
  }
}
