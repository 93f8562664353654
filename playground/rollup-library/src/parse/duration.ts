import { Duration } from '../core/duration'
import { SpanError } from '../util/error'
import { UNIT_MS } from '../util/units'
import { tokens } from './tokens'

export function parseDuration(text: string): Duration {
  const negative = text.trimStart().startsWith('-')
  const body = negative ? text.trimStart().slice(1) : text
  if (body.trim() === '') throw new SpanError('an empty text is no duration', text)
  let ms = 0
  for (const { amount, unit } of tokens(body.trim())) ms += amount * UNIT_MS[unit]
  return new Duration(negative ? -ms : ms)
}
