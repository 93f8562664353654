export class SpanError extends Error {
  override name = 'SpanError'
  readonly input: unknown

  constructor(message: string, input?: unknown) {
    super(message)
    this.input = input
  }
}
