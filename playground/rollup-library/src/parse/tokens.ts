import { SpanError } from '../util/error'
import type { Unit } from '../util/units'

const ALIASES: Record<string, Unit> = {
  w: 'week',
  week: 'week',
  weeks: 'week',
  d: 'day',
  day: 'day',
  days: 'day',
  h: 'hour',
  hour: 'hour',
  hours: 'hour',
  m: 'minute',
  min: 'minute',
  minute: 'minute',
  minutes: 'minute',
  s: 'second',
  second: 'second',
  seconds: 'second',
  ms: 'ms',
}

export interface Token {
  amount: number
  unit: Unit
}

export function* tokens(text: string): Generator<Token> {
  const pattern = /\s*(?<amount>\d+(?:\.\d+)?)\s*(?<unit>[a-z]+)\s*,?/giy
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(text)
    const unit = ALIASES[match?.groups?.unit?.toLowerCase() ?? '']
    if (!match?.groups || !unit) throw new SpanError(`cannot read "${text.slice(at)}"`, text)
    yield { amount: Number(match.groups.amount), unit }
  }
}
