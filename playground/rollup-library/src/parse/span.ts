import { Span } from '../core/span'
import { SpanError } from '../util/error'
import { parseDuration } from './duration'

/** Reads `2026-01-01/2026-02-01` and `2026-01-01/3 days`. */
export function parseSpan(text: string): Span {
  const [start, end, ...rest] = text.split('/').map(part => part.trim())
  if (!start || !end || rest.length > 0) throw new SpanError('a span is written as start/end', text)
  const from = new Date(start)
  const to = new Date(end)
  return Number.isNaN(to.getTime()) ? Span.of(from, parseDuration(end)) : new Span(from, to)
}
