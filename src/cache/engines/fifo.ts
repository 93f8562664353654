/** A bounded map that gives up what was added first. Neither reading nor replacing makes an entry younger. */
export class FifoMap<V> extends Map<string, V> {
  readonly #max: number

  constructor(max: number) {
    super()
    this.#max = max
  }

  override set(key: string, value: V): this {
    if (this.size >= this.#max && !this.has(key))
      this.delete(this.keys().next().value!)
    return super.set(key, value)
  }
}
