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

interface Family { new (): object, unit: () => number, value: number }

/** A static method and those who inherit it, all of one name. */
export function createFamily(): { Base: Family, extend: (value: number) => Family } {
  class Base {
    static value = 0

    @memoryCache()
    static unit(): number {
      return this.value
    }
  }
  return {
    Base,
    extend: value => class Child extends Base {
      static override value = value
    },
  }
}

interface NamedMethod { call: (n: number) => number, calls: () => number }

/** Methods whose names are no keys. */
export function createNamed(dir: string): NamedMethod[] {
  const symbol = Symbol('a/b')
  let calls = 0
  class Named {
    [cacheKey](): unknown { return 1 }
    @memoryCache()
    #secret(n: number): number { return calls++, n }

    @diskCache({ dir })
    #kept(n: number): number { return calls++, n }

    @memoryCache()
    $dollar(n: number): number { return calls++, n }

    @memoryCache()
    [symbol](n: number): number { return calls++, n }

    @diskCache({ dir })
    static [symbol](n: number): number { return calls++, n }

    @memoryCache()
    1(n: number): number { return calls++, n }

    secret(n: number): number { return this.#secret(n) }
    kept(n: number): number { return this.#kept(n) }
  }
  const named = new Named()
  const methods: ((n: number) => number)[] = [n => named.secret(n), n => named.kept(n), n => named.$dollar(n), n => named[symbol](n), n => Named[symbol](n), n => named[1](n)]
  return methods.map((call) => {
    let before: number | undefined
    return { call: n => (before ??= calls, call(n)), calls: () => calls - before! }
  })
}
