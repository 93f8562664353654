import { SpanError } from '../util/error'
import { Duration, type DurationLike } from './duration'
import type { Span } from './span'

export interface RepeatRule {
  every: DurationLike
  times?: number
  until?: Date
  except?: (span: Span, index: number) => boolean
}

export function* repeat(span: Span, rule: RepeatRule): Generator<Span, void, undefined> {
  const { times = Number.POSITIVE_INFINITY, until, except } = rule
  const every = Duration.from(rule.every)
  if (every.ms <= 0) throw new SpanError('a span can only repeat after some time', rule.every)
  if (times === Number.POSITIVE_INFINITY && !until) throw new SpanError('a repetition needs `times` or `until`', rule)
  for (let index = 0; index < times; index += 1) {
    const next = span.shift(every.times(index))
    if (until && next.start >= until) return
    if (!except?.(next, index)) yield next
  }
}
