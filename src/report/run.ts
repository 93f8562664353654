import { join } from 'node:path'
import type { Counter, Counters } from '../plugin/counters'
import { writeAtomic } from '../store/file'

/** Counts of one hook of one plugin. Times in milliseconds. */
export interface HookReport {
  hook: string
  hits: number
  misses: number
  /** Calls that were not looked up. */
  bypassed: number
  /** Hits that were run for real and compared, with `UNPLUGIN_CACHE=verify`. */
  verified: number
  /** What the hits would have cost. */
  savedMs: number
  /** What the hits did cost. */
  spentMs: number
  /** What the real steps took. */
  ranMs: number
  bytesRead: number
  missReasons: Record<string, number>
  /** Steps that were not looked up or could not be kept, by reason. */
  uncacheable: Record<string, number>
}

/** What happened in one build: the content of `last-run.json` in the cache folder. */
export interface RunReport {
  version: 1
  tool: string
  bundler: string
  /** `build` or `serve`. */
  command: string
  /** ISO 8601. */
  finishedAt: string
  /** From the start of the build to its end. */
  durationMs: number
  totals: Omit<HookReport, 'hook' | 'missReasons' | 'uncacheable'> & { bytesWritten: number }
  plugins: { plugin: string, hooks: HookReport[] }[]
  /** Plugins that are not memoized. */
  notMemoized: { plugin: string, reason: string }[]
  /** Values of plugins that are new in each build, by path. They were left out, or no build would hit. */
  unstable: { plugin: string, paths: string[] }[]
  /** Absolute paths. */
  outputDirs: string[]
}

export interface RunFacts {
  tool: string
  bundler: string
  command: string
  durationMs: number
  bytesWritten: number
  outputDirs: string[]
}

const FILE_NAME = 'last-run.json'

export function createRunReport(counters: Counters, facts: RunFacts): RunReport {
  const { bytesWritten, durationMs, ...rest } = facts
  const plugins = new Map<string, HookReport[]>()
  for (const { plugin, hook, counter } of counters.entries())
    plugins.set(plugin, [...plugins.get(plugin) ?? [], reportHook(hook, counter)])
  const hooks = [...plugins.values()].flat()
  const sum = (name: keyof RunReport['totals'] & keyof HookReport): number => round(hooks.reduce((total, hook) => total + hook[name], 0))
  return {
    version: 1,
    ...rest,
    finishedAt: new Date().toISOString(),
    durationMs: round(durationMs),
    totals: {
      hits: sum('hits'),
      misses: sum('misses'),
      bypassed: sum('bypassed'),
      verified: sum('verified'),
      savedMs: sum('savedMs'),
      spentMs: sum('spentMs'),
      ranMs: sum('ranMs'),
      bytesRead: sum('bytesRead'),
      bytesWritten,
    },
    plugins: [...plugins].map(([plugin, reports]) => ({ plugin, hooks: reports })),
    notMemoized: [...counters.refused].map(([plugin, reason]) => ({ plugin, reason })),
    unstable: [...counters.unstable].map(([plugin, paths]) => ({ plugin, paths })),
  }
}

export async function writeRunReport(cacheDir: string, report: RunReport): Promise<void> {
  await writeAtomic(runReportPath(cacheDir), `${JSON.stringify(report, null, 2)}\n`)
}

export function runReportPath(cacheDir: string): string {
  return join(cacheDir, FILE_NAME)
}

function reportHook(hook: string, counter: Counter): HookReport {
  const { hits, misses, bypassed, verified, savedMs, spentMs, ranMs, bytesRead, missReasons, uncacheable } = counter
  return {
    hook,
    hits,
    misses,
    bypassed,
    verified,
    savedMs: round(savedMs),
    spentMs: round(spentMs),
    ranMs: round(ranMs),
    bytesRead,
    missReasons: Object.fromEntries(missReasons),
    uncacheable: Object.fromEntries(uncacheable),
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
