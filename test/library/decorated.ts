import { asyncCache, cacheKey, cached, diskCache, fileCache, memoryCache } from '../../src/library'

interface CounterClass {
  new (factor: number): {
    times: (n: number) => number
    slowly: (n: number) => Promise<number>
    forever: (n: number) => number
    any: (n: number) => number
  }
  numbers: (n: number) => Float64Array
}

/** Methods with all decorators. The test compiles it, as Node does not know decorators yet. */
export function createClasses(dir: string): { Counter: CounterClass, calls: string[] } {
  const calls: string[] = []
  class Counter {
    constructor(readonly factor: number) {}

    @memoryCache({ maxEntries: 2 })
    times(n: number): number {
      calls.push(`times ${n}`)
      return n * this.factor
    }

    @asyncCache()
    async slowly(n: number): Promise<number> {
      calls.push(`slowly ${n}`)
      await new Promise(resolve => setTimeout(resolve, 1))
      return n * this.factor
    }

    @diskCache({ dir })
    forever(n: number): number {
      calls.push(`forever ${n}`)
      return n * this.factor
    }

    @fileCache({ dir, compress: 'gzip' })
    static numbers(n: number): Float64Array {
      calls.push(`numbers ${n}`)
      return new Float64Array([n, n / 2])
    }

    @cached()
    any(n: number): number {
      calls.push(`any ${n}`)
      return n
    }

    [cacheKey](): unknown {
      return this.factor
    }
  }
  return { Counter, calls }
}

/** Its objects do not say what they stand for. */
export function createUnnamed(dir: string): { forever: (n: number) => number } {
  class Unnamed {
    @diskCache({ dir })
    forever(n: number): number {
      return n
    }
  }
  return new Unnamed()
}
