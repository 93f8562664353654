import { checkClearOptions } from './options'
import type { AsyncCache, Cache, Stats } from './api'

type AnyCache = Cache | AsyncCache

/** Sums over several caches. */
export type Totals = Pick<Stats, 'hits' | 'misses' | 'sets' | 'entries' | 'size' | 'maxSize' | 'maxEntries'>

const live = new Set<WeakRef<AnyCache>>()

/** A cache that nobody holds any more goes by itself. */
export function register(cache: AnyCache): void {
  live.add(new WeakRef(cache))
}

export function unregister(cache: object): void {
  for (const reference of live) {
    if (reference.deref() === cache)
      live.delete(reference)
  }
}

/** All caches of this thread that were opened and not closed. */
export const caches = {
  /** Those of this name, or all. */
  list(name?: string): AnyCache[] {
    const found: AnyCache[] = []
    for (const reference of live) {
      const cache = reference.deref()
      if (!cache)
        live.delete(reference)
      else if (name === undefined || cache.name === name)
        found.push(cache)
    }
    return found
  },

  /** Empties those of this name, or all; with `removeFolder` nothing is left on disk either. */
  async clear(name?: string, options?: { removeFolder?: boolean }): Promise<void> {
    checkClearOptions(options ?? {})
    await Promise.all(caches.list(name).map(cache => cache.clear(options)))
  },

  async stats(name?: string): Promise<{ caches: Stats[], total: Totals }> {
    const all = await Promise.all(caches.list(name).map(async cache => cache.stats()))
    const sum = (key: keyof Totals): number => all.reduce((total, stats) => total + stats[key], 0)
    return {
      caches: all,
      total: { hits: sum('hits'), misses: sum('misses'), sets: sum('sets'), entries: sum('entries'), size: sum('size'), maxSize: sum('maxSize'), maxEntries: sum('maxEntries') },
    }
  },
}
