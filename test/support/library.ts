import type { CacheWarning } from '../../src/cache/errors'
import { type Cache, type CacheOptions, createCache } from '../../src/library'
import { temporaryDir } from './temp'

export interface Opened {
  cache: Cache
  dir: string
  warnings: CacheWarning[]
}

/** A silent cache that collects its warnings, in a new folder unless told otherwise. */
export function openLibrary({ dir = temporaryDir(), ...options }: CacheOptions = {}): Opened {
  const warnings: CacheWarning[] = []
  const cache = createCache({ dir, log: 'silent', onWarning: warning => warnings.push(warning), ...options })
  return { cache, dir, warnings }
}

/** What another process would see: writes everything and opens the folder again. */
export async function reopen({ cache, dir }: Opened, options: CacheOptions = {}): Promise<Opened> {
  await cache.close()
  return openLibrary({ dir, ...options })
}

/** Counts the calls of a function. */
export function counted<A extends unknown[], R>(fn: (...args: A) => R): { fn: (...args: A) => R, calls: () => number } {
  let calls = 0
  return { fn: (...args) => (calls++, fn(...args)), calls: () => calls }
}

/** A clock that somebody has set: `Date.now` differs by so many milliseconds while `body` runs. */
export async function withClock<T>(offset: number, body: () => T | Promise<T>): Promise<T> {
  const { now } = Date
  Date.now = () => now() + offset
  try {
    return await body()
  }
  finally {
    Date.now = now
  }
}
