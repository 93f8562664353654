import { formatDuration } from '../util/format'
import type { RunReport } from './run'

/** More reasons than this do not fit in a line. */
const MAX_REASONS = 3

/** One line: steps from the cache, time saved, what is not cached and why. `undefined` when there is nothing to say. */
export function summarize(report: RunReport): string | undefined {
  const { hits, misses, verified, savedMs, spentMs } = report.totals
  const lookups = hits + misses + verified
  const saved = savedMs - spentMs
  const parts = [
    `${hits} of ${lookups} steps from cache`,
    ...(verified > 0 ? [`${verified} verified`] : []),
    ...(hits > 0 && saved > 0 ? [`saved ${formatDuration(saved)}`] : []),
    ...notCached(report),
    ...report.unstable.map(({ plugin, paths }) => `${plugin} holds a value that is new in each build (${paths[0]})`),
  ]
  return lookups === 0 && parts.length === 1 ? undefined : parts.join(', ')
}

function notCached({ plugins, notMemoized }: RunReport): string[] {
  const reasons = [
    ...plugins.flatMap(({ plugin, hooks }) => {
      const [reason] = hooks.flatMap(({ uncacheable }) => Object.entries(uncacheable)).sort((a, b) => b[1] - a[1])
      return reason ? [`${plugin} ×${reason[1]} (${reason[0]})`] : []
    }),
    ...notMemoized.map(({ plugin, reason }) => `${plugin} (${reason})`),
  ]
  if (reasons.length === 0)
    return []
  const more = reasons.length > MAX_REASONS ? ` and ${reasons.length - MAX_REASONS} more` : ''
  return [`not cached: ${reasons.slice(0, MAX_REASONS).join(', ')}${more}`]
}
