/** A small seeded generator (mulberry32): the same seed gives the same sequence of changes. */
export class Random {
  #state

  constructor(seed) {
    this.#state = seed >>> 0
  }

  /** A number from 0 up to, not including, 1. */
  next() {
    this.#state = (this.#state + 0x6D2B79F5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number below a limit. */
  below(limit) {
    return Math.floor(this.next() * limit)
  }

  /** One of a list, or undefined of an empty one. */
  pick(list) {
    return list[this.below(list.length)]
  }
}
