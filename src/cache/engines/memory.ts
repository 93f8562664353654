import { performance } from 'node:perf_hooks'
import type { Entry } from '../values/record'
import type { Engine, Listed, Usage } from './engine'
import { FifoMap } from './fifo'
import { LfuMap } from './lfu'
import { createLru } from './lru'

/** Who goes first when memory is full: the least recently used, the least frequently used, or the oldest. */
export type Policy = 'lru' | 'lfu' | 'fifo'

/** What the policies have in common. */
export interface Store {
  readonly size: number
  get: (key: string) => Entry | undefined
  set: (key: string, entry: Entry) => void
  delete: (key: string) => boolean
  clear: () => void
  keys: () => Iterable<string>
}

/** Values as they are, in this thread. */
export class MemoryEngine implements Engine {
  readonly name = 'memory'
  readonly place: unknown = this
  readonly isSync = true
  /** For hits that should cost no more than a look into it. */
  readonly store: Store

  constructor({ maxEntries, policy }: { maxEntries: number, policy: Policy }) {
    this.store = createStore(maxEntries, policy)
  }

  /** Not the time of day, which people set back. */
  now(): number {
    return performance.now()
  }

  get(key: string): Entry | undefined {
    return this.store.get(key)
  }

  set(key: string, entry: Entry): void {
    this.store.set(key, entry)
  }

  delete(key: string): boolean {
    return this.store.delete(key)
  }

  clear(): Promise<void> {
    this.store.clear()
    return Promise.resolve()
  }

  list(): Listed[] {
    return [...this.store.keys()].map(key => ({ key, size: 0 }))
  }

  usage(): Usage {
    return { entries: this.store.size, bytes: undefined, maxSize: Infinity }
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    return this.clear()
  }
}

function createStore(max: number, policy: Policy): Store {
  if (policy === 'lfu')
    return new LfuMap<Entry>(max)
  return policy === 'fifo' ? new FifoMap<Entry>(max) : createLru<Entry>(max)
}
