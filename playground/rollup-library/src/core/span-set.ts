import { lowerBound, pairs } from '../util/sorted'
import { Duration } from './duration'
import { Span } from './span'

/** Spans which neither overlap nor touch, in order. */
export class SpanSet implements Iterable<Span> {
  #spans: Span[] = []

  constructor(spans: Iterable<Span> = []) {
    for (const span of spans) this.add(span)
  }

  add(span: Span): this {
    if (span.empty) return this
    const from = lowerBound(this.#spans, span.start.getTime(), item => item.end.getTime())
    let to = from
    let merged = span
    while (to < this.#spans.length && this.#spans[to]!.touches(merged)) {
      merged = merged.hull(this.#spans[to]!)
      to += 1
    }
    this.#spans.splice(from, to - from, merged)
    return this
  }

  remove(span: Span): this {
    this.#spans = this.#spans.flatMap((item) => {
      if (!item.overlaps(span)) return [item]
      const rest: Span[] = []
      if (item.start < span.start) rest.push(new Span(item.start, span.start))
      if (span.end < item.end) rest.push(new Span(span.end, item.end))
      return rest
    })
    return this
  }

  has(date: Date): boolean {
    return this.#spans.some(span => span.contains(date))
  }

  gaps(): SpanSet {
    return new SpanSet([...pairs(this.#spans)].map(([a, b]) => new Span(a.end, b.start)))
  }

  get total(): Duration {
    return this.#spans.reduce((sum, span) => sum.plus(span.duration), new Duration(0))
  }

  get size(): number {
    return this.#spans.length
  }

  [Symbol.iterator](): Iterator<Span> {
    return this.#spans[Symbol.iterator]()
  }
}
