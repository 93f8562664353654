import { type Log, createLog, messageOf, silentLog } from '../../util/log'
import { CacheWarning } from '../errors'
import { FileCache } from '../files'
import type { AsyncCache, Cache } from './api'
import { TieredCache } from './cache'
import { Core } from './core'
import { folderOf, openBackend, openEngine } from './engines'
import { register, unregister } from './live'
import { MemoryEngine } from '../engines/memory'
import { type ResolvedOptions, hasBackend, resolveOptions } from './options'
import type { BackendCacheOptions, CacheOptions } from './types'

/**
 * Opens a cache. Several may be open on the same folder, also in other threads and processes.
 *
 * @throws CacheOptionError
 */
export function createCache(options?: CacheOptions): Cache
export function createCache(options: BackendCacheOptions): AsyncCache
export function createCache(options: CacheOptions | BackendCacheOptions = {}): Cache | AsyncCache {
  const resolved = resolveOptions(options)
  const warn = warner(resolved)
  const { engine, picked } = hasBackend(options) ? openBackend(options.backend, resolved, warn) : openEngine(resolved, warn)
  const core = new Core(resolved, { memory: new MemoryEngine(resolved), persistent: engine }, warn)
  const files = new FileCache({ folder: folderOf(resolved), onWarning: warn })
  // What is a promise and what is not follows from the engine, which the two types know and the class does not.
  const cache = new TieredCache(core, { picked, files, onClose: unregister }) as unknown as Cache
  register(cache)
  return cache
}

/** Opens a cache for the time that `body` takes, also when it throws. */
export async function withCache<O extends CacheOptions | BackendCacheOptions, T>(options: O, body: (cache: CacheFor<O>) => T | Promise<T>): Promise<T> {
  const cache = createCache(options as CacheOptions)
  try {
    return await body(cache as CacheFor<O>)
  }
  finally {
    await cache.close()
  }
}

/** The type of a cache with these options. */
export type CacheFor<O> = O extends BackendCacheOptions ? AsyncCache : Cache

/** Gives warnings to the user's function and to the log. */
export function warner({ log, onWarning }: Pick<ResolvedOptions, 'log' | 'onWarning'>): (message: string, cause?: unknown) => void {
  const output: Log = log === 'silent' ? silentLog : createLog()
  return (message, cause) => {
    try {
      onWarning?.(new CacheWarning(message, cause))
    }
    catch (error) {
      output.warn(`onWarning failed (${messageOf(error)})`)
    }
    output.warn(message)
  }
}
