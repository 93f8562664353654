import type { Variant } from '../cache'

/** Counts what happened to the calls of one hook of one plugin. */
export class Counter {
  hits = 0
  misses = 0
  bypassed = 0
  /** Hits that were compared with the real step. */
  verified = 0
  /** Milliseconds that the hits would have cost, as measured when they were recorded. */
  savedMs = 0
  /** Milliseconds spent on hits. */
  spentMs = 0
  /** Milliseconds that real steps took. */
  ranMs = 0
  bytesRead = 0
  readonly missReasons: Map<string, number> = new Map()
  /** Steps that ran and could not be kept, or were not looked up, by reason. */
  readonly uncacheable: Map<string, number> = new Map()

  hit({ cost, slot }: Variant, spent: number): void {
    this.hits++
    this.savedMs += cost
    this.spentMs += spent
    this.bytesRead += slot.length
  }

  miss(reason: string): void {
    this.misses++
    increment(this.missReasons, reason)
  }

  ran(ms: number): void {
    this.ranMs += ms
  }

  bypass(reason: string): void {
    this.bypassed++
    increment(this.uncacheable, reason)
  }

  refuse(reason: string): void {
    increment(this.uncacheable, reason)
  }
}

/** Counters by plugin and hook, and the plugins that are not memoized, with the reason. */
export class Counters {
  readonly #byHook = new Map<string, { plugin: string, hook: string, counter: Counter }>()
  readonly refused: Map<string, string> = new Map()
  /** By plugin, the paths of values that are new in each build and were left out of its identity. */
  readonly unstable: Map<string, string[]> = new Map()

  /** For the next build: what is known of plugins stays. */
  renew(): Counters {
    const next = new Counters()
    for (const name of ['refused', 'unstable'] as const)
      this[name].forEach((value, plugin) => (next[name] as Map<string, unknown>).set(plugin, value))
    return next
  }

  of(plugin: string, hook: string): Counter {
    const key = `${plugin}\n${hook}`
    let entry = this.#byHook.get(key)
    if (!entry)
      this.#byHook.set(key, entry = { plugin, hook, counter: new Counter() })
    return entry.counter
  }

  entries(): { plugin: string, hook: string, counter: Counter }[] {
    return [...this.#byHook.values()]
  }
}

function increment(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1)
}
