import { SpanError } from '../util/error'
import { Duration, type DurationLike } from './duration'
import { Span } from './span'

export interface Part {
  index: number
  span: Span
  /** Whether the end of the whole cut it short. */
  partial: boolean
}

export function* divide(span: Span, step: DurationLike): Generator<Part, void, undefined> {
  const size = Duration.from(step)
  if (size.ms <= 0) throw new SpanError('a step must be longer than nothing', step)
  for (let index = 0, start = span.start; start < span.end; index += 1) {
    const full = Span.of(start, size)
    const partial = full.end > span.end
    yield { index, span: partial ? new Span(start, span.end) : full, partial }
    start = full.end
  }
}
