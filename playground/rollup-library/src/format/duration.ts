import { Duration, type DurationLike } from '../core/duration'
import { UNITS, type Unit } from '../util/units'

export interface FormatOptions {
  units?: readonly Unit[]
  separator?: string
  long?: boolean
  keepZero?: boolean
}

const SHORT: Record<Unit, string> = { week: 'w', day: 'd', hour: 'h', minute: 'min', second: 's', ms: 'ms' }

export function formatDuration(value: DurationLike, options: FormatOptions = {}): string {
  const { units = UNITS, separator = ' ', long = false, keepZero = false } = options
  const duration = Duration.from(value)
  const text = Object.entries(duration.parts())
    .filter(([unit, amount]) => units.includes(unit as Unit) && (keepZero || amount > 0))
    .map(([unit, amount]) => long
      ? `${amount} ${unit}${amount === 1 || unit === 'ms' ? '' : 's'}`
      : `${amount}${SHORT[unit as Unit]}`)
    .join(separator)
  return duration.ms < 0 ? `-${text}` : text || `0${SHORT[units.at(-1) ?? 'second']}`
}
