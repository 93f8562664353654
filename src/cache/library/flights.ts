/** One computation that others wait for. */
export interface Flight {
  /** Where its value goes, and under which name. */
  readonly place: unknown
  readonly name: string
  /** Its entry was deleted since it began: its value is given to those who wait, and not kept. */
  isOvertaken: boolean
  result: Promise<unknown> | undefined
}

/** Those of all caches of this thread, as several may be open on one folder. */
const all = new Set<Flight>()

/** What is computed for an entry, or for any in that place, is not kept. */
export function overtake(place: unknown, name?: string): void {
  for (const flight of all) {
    if (flight.place === place && (name === undefined || flight.name === name))
      flight.isOvertaken = true
  }
}

/** Computations under way in one cache. */
export class Flights {
  readonly #flights = new Map<string, Flight>()

  /** The result of one that can be waited for. Whoever asks after a deletion wants a newer one. */
  get(id: string): Promise<unknown> | undefined {
    const flight = this.#flights.get(id)
    return flight?.isOvertaken ? undefined : flight?.result
  }

  start(id: string, { place, name }: Pick<Flight, 'place' | 'name'>, run: (flight: Flight) => Promise<unknown>): Promise<unknown> {
    const flight: Flight = { place, name, isOvertaken: false, result: undefined }
    all.add(flight)
    this.#flights.set(id, flight)
    return flight.result = run(flight).finally(() => {
      all.delete(flight)
      if (this.#flights.get(id) === flight)
        this.#flights.delete(id)
    })
  }
}
