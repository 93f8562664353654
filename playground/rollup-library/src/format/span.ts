import type { Span } from '../core/span'

export function formatSpan(span: Span, locale = 'en', options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  const formatter = new Intl.DateTimeFormat(locale, options)
  return formatter.formatRange(span.start, span.end)
}
