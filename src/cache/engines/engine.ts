import type { Entry } from '../values/record'

export type MaybePromise<T> = T | Promise<T>

/** One entry, as an inventory shows it. */
export interface Listed {
  key: string
  /** Bytes; 0 where an engine does not know. */
  size: number
}

export interface Usage {
  entries: number
  /** Bytes; `undefined` where values are kept as they are. */
  bytes: number | undefined
  /** Bytes. */
  maxSize: number
}

/**
 * Holds entries by key. It knows nothing of versions and times to live.
 * None of it throws because of a disk or a server: what cannot be read is not there, what cannot be written is
 * reported to `warn` of its options.
 */
export interface Engine {
  readonly name: string
  /** Engines of one place hold the same entries. */
  readonly place: unknown
  /** True when no method but `clear`, `flush` and `close` gives a promise. */
  readonly isSync: boolean
  /** The clock of its entries, in milliseconds. */
  now: () => number
  get: (key: string) => MaybePromise<Entry | undefined>
  /** Removes the entry when the new one cannot be serialized or is too large. */
  set: (key: string, entry: Entry) => MaybePromise<void>
  /** True when there was one. */
  delete: (key: string) => MaybePromise<boolean>
  clear: () => Promise<void>
  list: () => MaybePromise<Listed[]>
  usage: () => MaybePromise<Usage>
  /** Settles when everything that was set is where other processes see it. */
  flush: () => Promise<void>
  close: () => Promise<void>
  /** Runs `body` while nobody else, in any process, does so for the same key; but waits for others no longer than this. */
  exclusively?: <T>(key: string, waitMs: number, body: () => Promise<T>) => Promise<T>
}

export function usageOf(listed: readonly Listed[], maxSize: number): Usage {
  return { entries: listed.length, bytes: listed.reduce((sum, { size }) => sum + size, 0), maxSize }
}

/** Goes on at once when there is nothing to wait for. */
export function follow<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
