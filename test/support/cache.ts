import { ResultCache, type ResultCacheOptions, type Variant } from '../../src/cache'
import type { Log } from '../../src/util/log'

export interface CollectedLog extends Log {
  warnings: string[]
}

/** A log that keeps what it is told. */
export function collectLog(): CollectedLog {
  const warnings: string[] = []
  return { warnings, warn: message => warnings.push(message), info: () => {} }
}

const DAY_MS = 86_400_000

/** A cache in a folder, with generous limits and the rest as given. */
export function openCache(dir: string, options: Partial<ResultCacheOptions> = {}): Promise<ResultCache> {
  return ResultCache.open({
    dir,
    namespace: 'project',
    tool: '1.0.0',
    maxAge: 7 * DAY_MS,
    maxSize: 1024 ** 3,
    readonly: false,
    refresh: false,
    log: collectLog(),
    ...options,
  })
}

/** Adds a result that depends on one fact. */
export function addResult(cache: ResultCache, key: string, content: string | Buffer, state = 'a'): void {
  cache.add(key, { facts: [['content', 'file', state]], shared: [], cost: 1 }, Buffer.from(content))
}

/** The newest result under a key, as text. */
export function readResult(cache: ResultCache, key: string): string | undefined {
  const [variant] = cache.lookup(key)
  return variant && cache.read(variant)?.toString()
}

/** Digest of the one fact that `addResult` states. */
export function stateOf({ facts }: Variant): unknown {
  return facts[0]![2]
}
