/**
 * Shares the time in which steps run among them. Asynchronous steps overlap: four hundred that are started together
 * each take as long as all of them. Between two events the elapsed time is divided by the number of running steps,
 * so that the shares add up to the time in which at least one step was running.
 */
export class StepClock {
  #running = 0
  #lastEvent = 0
  /** Time per running step, summed up since the start. */
  #virtual = 0

  /** Starts a step; the returned function ends it and gives its share in milliseconds. */
  start(): () => number {
    this.#advance()
    this.#running++
    const startedAt = this.#virtual
    return () => {
      this.#advance()
      this.#running--
      return this.#virtual - startedAt
    }
  }

  #advance(): void {
    const now = performance.now()
    if (this.#running > 0)
      this.#virtual += (now - this.#lastEvent) / this.#running
    this.#lastEvent = now
  }
}
