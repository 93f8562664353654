import { Duration, type DurationLike } from '../core/duration'
import { UNITS, type Unit } from '../util/units'

const ROUNDED: Partial<Record<Unit, Intl.RelativeTimeFormatUnit>> = {
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
}

/** `in 3 days`, `2 hours ago`: the largest unit which fits. */
export function humanize(value: DurationLike, locale = 'en'): string {
  const duration = Duration.from(value)
  const unit = UNITS.find(candidate => Math.abs(duration.in(candidate)) >= 1 && ROUNDED[candidate]) ?? 'second'
  const formatter = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return formatter.format(Math.round(duration.in(unit)), ROUNDED[unit]!)
}
