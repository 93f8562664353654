import { SpanError } from './error'

export function assertFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) throw new SpanError(`${name} must be a finite number`, value)
}

export function assertDate(value: Date, name: string): void {
  if (Number.isNaN(value?.getTime?.())) throw new SpanError(`${name} must be a valid date`, value)
}
