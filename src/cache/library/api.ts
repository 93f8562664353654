import type { Readable } from 'node:stream'
import type { FileCache } from '../files'
import type { Minor } from '../keys/name'
import type { Folder } from './inventory'
import type { Removal } from './removal'
import type { AnyFunction, AsyncFunction, ComputeOptions, GetOptions, ReadOptions, SetOptions, WrapOptions } from './types'
import type { WrappedExtras } from './wrap'

/** A promise where the backend of a cache needs one. */
export type Answer<S extends boolean, T> = S extends true ? T : Promise<T>

/** Which engine holds path-like keys, and why. */
export interface Picked {
  engine: string
  /** For a person to read. */
  reason: string
  /** When it is not what was asked for: why not. */
  note?: string
}

export interface Stats {
  name: string
  engine: string
  hits: number
  misses: number
  sets: number
  /** In memory and on disk. */
  entries: number
  /** Bytes on disk or in the backend. */
  size: number
  /** Bytes. */
  maxSize: number
  /** In memory. */
  maxEntries: number
}

/** What belongs to an entry besides its key. */
export type KeyOptions = Pick<ReadOptions, 'version' | 'hashVal'>

/**
 * Plain keys (`data`) live in memory, path-like ones (`./data`) on disk or in a backend. A key may end with its minor
 * version: `./data@2`.
 */
export interface BaseCache<S extends boolean> extends AsyncDisposable {
  readonly name: string
  /** Major version. */
  readonly version: number
  readonly picked: Picked
  /** Files, bundles and downloads in the folder of this cache. */
  readonly files: FileCache
  readonly isLoaded: boolean
  /** The value, or `default`. @throws CacheKeyError */
  get: <T = unknown>(key: string, options?: GetOptions<T>) => Answer<S, T | undefined>
  /** @throws CacheKeyError; CacheMissError when there is no entry */
  getOrThrow: <T = unknown>(key: string, options?: ReadOptions) => Answer<S, T>
  has: (key: string, options?: ReadOptions) => Answer<S, boolean>
  /** Also instead of what is being computed for it. A value that cannot be kept is a warning. @throws CacheKeyError */
  set: (key: string, value: unknown, options?: SetOptions) => Answer<S, void>
  /** True when there was an entry, of whatever version. What is being computed for it in this thread is not kept. */
  delete: (key: string) => Answer<S, boolean>
  /** Removes all entries, in memory and on disk, and with `removeFolder` the folder of this cache with its files. */
  clear: (options?: { removeFolder?: boolean }) => Promise<void>
  /** The value, or what `compute` gives, which is kept. Concurrent calls compute once, those of other processes included. */
  getOrCompute: <T, const A extends readonly unknown[] = readonly []>(key: string, compute: (...args: A) => T | Promise<T>, options?: ComputeOptions<A>) => Promise<T>
  /** A function with the same signature that runs only for arguments without a result. */
  wrap: S extends true
    ? <F extends AnyFunction>(fn: F, options?: WrapOptions<F>) => F & WrappedExtras<F>
    : <F extends AsyncFunction>(fn: F, options?: WrapOptions<F>) => F & WrappedExtras<F>
  /** What `body` adds to memory is volatile: it goes with `unload`. @throws CacheStateError when already loaded */
  load: (body?: () => unknown) => Promise<void>
  /** @throws CacheStateError when not loaded */
  unload: () => void
  /** This member of an object is set to `undefined` by `unload`. */
  addVolatile: <T extends object>(owner: T, member: keyof T) => void
  /** Large values piece by piece, with the file engine. `undefined` when there is none, or none that is whole. */
  getStream: (key: string, options?: ReadOptions) => Promise<Readable | undefined>
  /** @throws what the source throws */
  setStream: (key: string, source: AsyncIterable<Uint8Array>, options?: SetOptions) => Promise<void>
  stats: () => Answer<S, Stats>
  /** What is on disk or in the backend, as a tree by the parts of its keys. */
  inventory: () => Answer<S, Folder>
  /** What would go with this path-like key and all below it. Nothing is removed before `confirm`. @throws CacheKeyError */
  remove: (key: string) => Promise<Removal>
  /** Settles when everything is where other processes see it. */
  flush: () => Promise<void>
  /** Flushes, unloads and lets go. `await using` does it at the end of a block. What is used later opens again. */
  close: () => Promise<void>
}

/** Answers at once, from memory and from disk. */
export type Cache = BaseCache<true>

/** Answers with promises, because of its backend. */
export type AsyncCache = BaseCache<false>

export type { Minor }
