interface Item<V> { value: V, uses: number }

/** Keys in the order of their last use. The iterator goes on, as a new one would step over all that was deleted. */
interface Bucket { keys: Set<string>, oldest: Iterator<string, undefined> }

/** A bounded map that gives up what was used least often; of those, what was used longest ago. All in constant time. */
export class LfuMap<V> {
  readonly #max: number
  readonly #items = new Map<string, Item<V>>()
  readonly #byUses = new Map<number, Bucket>()
  #least = 1

  constructor(max: number) {
    this.#max = max
  }

  get size(): number {
    return this.#items.size
  }

  get(key: string): V | undefined {
    const item = this.#items.get(key)
    if (item)
      this.#use(key, item)
    return item?.value
  }

  set(key: string, value: V): void {
    const item = this.#items.get(key)
    if (item) {
      item.value = value
      this.#use(key, item)
      return
    }
    if (this.#items.size >= this.#max)
      this.#evict()
    this.#items.set(key, { value, uses: 1 })
    this.#keysUsed(1).add(key)
    this.#least = 1
  }

  delete(key: string): boolean {
    const item = this.#items.get(key)
    if (item)
      this.#forget(key, item.uses)
    return this.#items.delete(key)
  }

  clear(): void {
    this.#items.clear()
    this.#byUses.clear()
  }

  keys(): Iterable<string> {
    return this.#items.keys()
  }

  #use(key: string, item: Item<V>): void {
    this.#forget(key, item.uses)
    if (this.#least === item.uses && !this.#byUses.has(item.uses))
      this.#least++
    item.uses++
    this.#keysUsed(item.uses).add(key)
  }

  #evict(): void {
    // After deletions the least number of uses may have no keys left.
    while (!this.#byUses.has(this.#least))
      this.#least = Math.min(...this.#byUses.keys())
    this.delete(this.#byUses.get(this.#least)!.oldest.next().value!)
  }

  #keysUsed(uses: number): Set<string> {
    let bucket = this.#byUses.get(uses)
    if (!bucket) {
      const keys = new Set<string>()
      this.#byUses.set(uses, bucket = { keys, oldest: keys.values() })
    }
    return bucket.keys
  }

  #forget(key: string, uses: number): void {
    const { keys } = this.#byUses.get(uses)!
    keys.delete(key)
    if (keys.size === 0)
      this.#byUses.delete(uses)
  }
}
