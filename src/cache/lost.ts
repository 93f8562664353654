/** Names of entries that are not true any more and may still be where they were kept: nobody in this process gets them. */
export class Lost {
  #areAll = false
  /** Those that are lost; when all are, those that are not. */
  #names = new Set<string>()

  get isEmpty(): boolean {
    return !this.#areAll && this.#names.size === 0
  }

  has(name: string): boolean {
    return this.#names.has(name) !== this.#areAll
  }

  add(name: string): void {
    if (this.#areAll)
      this.#names.delete(name)
    else
      this.#names.add(name)
  }

  /** All that there is, whatever it may be. */
  addAll(): void {
    this.#names.clear()
    this.#areAll = true
  }

  /** It was removed, or there is a new one. */
  delete(name: string): void {
    if (this.#areAll)
      this.#names.add(name)
    else
      this.#names.delete(name)
  }

  /** Gives those of them that are lost, when these are all that there are: what others add from now on is not lost. */
  narrow(names: readonly string[]): string[] {
    const lost = names.filter(name => this.has(name))
    this.#names = new Set(lost)
    this.#areAll = false
    return lost
  }
}
