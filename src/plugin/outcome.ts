import type { PrintStream } from '../inputs/tracer'

/** Something a step did besides returning, in the order in which it happened. */
export type Effect =
  | { type: 'watch', path: string }
  | { type: 'emit', file: Record<string, unknown>, reference: string }
  | { type: 'source', reference: string, source: unknown }
  | { type: 'state', saved: unknown }
  | { type: 'print', stream: PrintStream, text: string }
  | { type: 'log', level: 'warn' | 'info' | 'debug', log: unknown, position?: unknown }
  | LoaderEffect

/** The same, of a loader. */
export type LoaderEffect =
  | { type: 'depend', on: DependencyCall, path: string }
  | { type: 'file', args: unknown[] }
  | { type: 'warning', warning: unknown }
  | { type: 'logger', logger: unknown, method: string, args: unknown[] }
  | { type: 'meta', name: string, value: unknown }

export type DependencyCall = 'addDependency' | 'addContextDependency' | 'addMissingDependency' | 'addBuildDependency'

/** What a step did and returned. */
export interface Outcome {
  result: unknown
  effects: readonly Effect[]
}

/** Stands for a long text or bytes that lie outside the header. */
export type PartReference = { $part: number } | { $bytes: number } | { $map: unknown } | { $json: unknown } | { $undefined: true } | { $entries: unknown[] }

export interface Header {
  parts: number[]
  outcome: unknown
}

export const HEADER_LENGTH_BYTES = 4

/** A source map that was an object. */
export class MapText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
