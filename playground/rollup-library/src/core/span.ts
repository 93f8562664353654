import { assertDate } from '../util/assert'
import { SpanError } from '../util/error'
import { Duration, type DurationLike } from './duration'

/** A half-open stretch of time: the start belongs to it, the end does not. */
export class Span {
  readonly start: Date
  readonly end: Date

  constructor(start: Date, end: Date) {
    assertDate(start, 'start')
    assertDate(end, 'end')
    if (start > end) throw new SpanError('a span cannot end before it starts', [start, end])
    this.start = start
    this.end = end
  }

  static of(start: Date, duration: DurationLike): Span {
    return new Span(start, new Date(start.getTime() + Duration.from(duration).ms))
  }

  get duration(): Duration {
    return new Duration(this.end.getTime() - this.start.getTime())
  }

  get empty(): boolean {
    return this.duration.ms === 0
  }

  contains(date: Date): boolean {
    return this.start <= date && date < this.end
  }

  overlaps(other: Span): boolean {
    return this.start < other.end && other.start < this.end
  }

  touches(other: Span): boolean {
    return this.start <= other.end && other.start <= this.end
  }

  intersect(other: Span): Span | undefined {
    if (!this.overlaps(other)) return undefined
    const start = this.start > other.start ? this.start : other.start
    const end = this.end < other.end ? this.end : other.end
    return new Span(start, end)
  }

  hull(other: Span): Span {
    const start = this.start < other.start ? this.start : other.start
    const end = this.end > other.end ? this.end : other.end
    return new Span(start, end)
  }

  shift(by: DurationLike): Span {
    const { ms } = Duration.from(by)
    return new Span(new Date(this.start.getTime() + ms), new Date(this.end.getTime() + ms))
  }
}
