import { LRUCache } from 'lru-cache'

/**
 * A bounded map that gives up what was used least recently. Its bound is one on sizes, each of which is 1: for one on
 * entries `lru-cache` makes room for all of them at once, which is half a megabyte for each decorated function.
 */
export function createLru<V extends object>(max: number): LRUCache<string, V> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1 })
}
