import type { CacheWarning } from '../errors'
import type { CacheBackend } from '../engines/backend'
import type { Policy } from '../engines/memory'
import type { StorageLike } from '../engines/storage'
import type { Minor } from '../keys/name'
import type { InputStrategy } from '../keys/inputs'
import type { Serializer } from '../values/codec'
import type { CompressionName } from '../values/compression'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a user's function takes and gives is the user's
export type AnyFunction = (this: any, ...args: any[]) => any
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export type AsyncFunction = (this: any, ...args: any[]) => Promise<any>

/** `'universal'` chooses one of the others by what was asked for. */
export type EngineName = 'disk' | 'file' | 'memory' | 'universal'

/** Options of a cache. All are optional. */
export interface CacheOptions {
  /** Caches of different names share nothing. Letters, digits and any of @ . _ - @default 'default' */
  name?: string
  /** Folder; several caches may live in it. @default `$XDG_CACHE_HOME` or `~/.cache`, and there `unplugin-cache` */
  dir?: string
  /** Major version, from 1. Entries of another one are not used, except constant ones. @default 1 */
  version?: number
  /** Where path-like keys live. @default 'disk' */
  engine?: EngineName
  /** For `'universal'`: entries outlive the process. @default true when `dir` is given */
  persistent?: boolean
  /** For `'universal'`: values of megabytes. @default false */
  large?: boolean
  /** Which entry leaves memory first. @default 'lru' */
  policy?: Policy
  /** Entries in memory. @default 10_000 */
  maxEntries?: number
  /** Bytes on disk. @default 1 GiB */
  maxSize?: number
  /** Milliseconds that entries live, unless `set` says otherwise. @default no limit */
  ttl?: number
  /** Milliseconds since an entry was made; older ones are not used. @default no limit */
  maxAge?: number
  /** Milliseconds after which an entry on disk that nobody used is removed. @default 30 days */
  keepUnused?: number
  /** How file inputs are compared: by content or by modification time. @default 'content' */
  strategy?: InputStrategy
  /** Keeps argument values out of keys and files: only digests of them are there. @default false */
  secure?: boolean
  /** Compression of the file engine. @default none */
  compress?: CompressionName
  /** Milliseconds to wait for another process that computes the same value. @default 60_000 */
  waitFor?: number
  /** For values that the default one does not know. */
  serializer?: Serializer
  /** `'silent'` says nothing; `onWarning` is called all the same. @default 'warnings' */
  log?: 'warnings' | 'silent'
  /** Called for everything that could not be cached or read. */
  onWarning?: (warning: CacheWarning) => void
}

/** A backend, or a function that makes one; when it cannot, the disk takes its place. */
export type Backend = CacheBackend | StorageLike | (() => Promise<CacheBackend | StorageLike>)

/** With a backend path-like keys live there, and all methods give promises. */
export interface BackendCacheOptions extends Omit<CacheOptions, 'engine' | 'persistent' | 'large' | 'compress'> {
  /** A driver or a storage of `unstorage`, an object with `load`, `save` and `clear`, or a function that makes one. */
  backend: Backend
}

/** What decides whether an entry is used. */
export interface ReadOptions {
  /** Minor version: 0 is bound to the session, a negative one is constant. @default 0 in memory, 1 on disk */
  version?: Minor
  /** Anything; an entry made with something else is not used. */
  hashVal?: unknown
  /** When given, an entry made with other params is not used. */
  params?: unknown
  /** Milliseconds since the entry was made. @default that of the cache */
  maxAge?: number
}

export interface GetOptions<T = unknown> extends ReadOptions {
  /** The answer when there is no entry. */
  default?: T
}

export interface SetOptions extends Omit<ReadOptions, 'maxAge'> {
  /** Milliseconds. @default that of the cache */
  ttl?: number
  /** Files; when one of them changes the entry is not used any more. */
  files?: readonly string[]
  strategy?: InputStrategy
}

export interface ComputeOptions<A extends readonly unknown[] = readonly unknown[]> extends Omit<SetOptions, 'params'>, Omit<ReadOptions, 'params'> {
  /** Passed to the function and recorded; an entry made with others is not used, unless `compareArgs` is false. */
  args?: A
  /** @default true */
  compareArgs?: boolean
}

export interface WrapOptions<F extends AnyFunction = AnyFunction> extends Omit<SetOptions, 'params' | 'files'> {
  /** Path-like keys live on disk. @default the name of the function, in memory */
  key?: string
  maxAge?: number
  /** Files that a result depends on. */
  files?: readonly string[] | ((...args: Parameters<F>) => readonly string[])
  /** What of a call decides about its result. @default all arguments */
  keyOf?: (this: ThisParameterType<F>, ...args: Parameters<F>) => unknown
  /** @default that of the cache */
  secure?: boolean
  /** True for a function that gives promises and is not declared `async`: then other processes wait for it as well. */
  async?: boolean
}
