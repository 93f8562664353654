import { assertFinite } from '../util/assert'
import { UNIT_MS, UNITS, type Unit } from '../util/units'

export type DurationLike = Duration | number | Partial<Record<Unit, number>>

export class Duration {
  readonly #ms: number

  constructor(ms: number) {
    assertFinite(ms, 'duration')
    this.#ms = ms
  }

  static from(value: DurationLike): Duration {
    if (value instanceof Duration) return value
    if (typeof value === 'number') return new Duration(value)
    return new Duration(UNITS.reduce((sum, unit) => sum + (value[unit] ?? 0) * UNIT_MS[unit], 0))
  }

  get ms(): number {
    return this.#ms
  }

  in(unit: Unit): number {
    return this.#ms / UNIT_MS[unit]
  }

  plus(other: DurationLike): Duration {
    return new Duration(this.#ms + Duration.from(other).ms)
  }

  times(factor: number): Duration {
    return new Duration(this.#ms * factor)
  }

  parts(): Record<Unit, number> {
    const result = {} as Record<Unit, number>
    let rest = Math.abs(this.#ms)
    for (const unit of UNITS) {
      result[unit] = Math.floor(rest / UNIT_MS[unit])
      rest %= UNIT_MS[unit]
    }
    return result
  }

  toJSON(): number {
    return this.#ms
  }
}
