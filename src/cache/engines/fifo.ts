/** A bounded map that gives up what was added first. Neither reading nor replacing makes an entry younger. */
export class FifoMap<V> extends Map<string, V> {
  readonly #max: number
  /** Goes on for ever: a new one would first have to step over all that was deleted. */
  #oldest = this.keys()

  constructor(max: number) {
    super()
    this.#max = max
  }

  override set(key: string, value: V): this {
    if (this.size >= this.#max && !this.has(key))
      this.delete(this.#oldest.next().value!)
    return super.set(key, value)
  }

  override clear(): void {
    super.clear()
    this.#oldest = this.keys()
  }
}
