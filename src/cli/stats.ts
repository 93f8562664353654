import process from 'node:process'
import { type Inventory, inventory } from '../cache/inventory'
import { type RunReport, runReportPath } from '../report/run'
import { formatBytes, formatDuration, formatTable } from '../util/format'
import { readJson } from '../util/json'
import { pc } from './colors'
import { type LocationOptions, locate } from './location'

/** What `stats --json` prints. */
export interface Stats extends Inventory {
  cacheDir: string
  lastRun: RunReport | null
}

export async function stats(options: LocationOptions & { json?: boolean }): Promise<number> {
  const cacheDir = locate(options)
  const data: Stats = { cacheDir, ...await inventory(cacheDir), lastRun: (readJson(runReportPath(cacheDir)) ?? null) as RunReport | null }
  process.stdout.write(options.json ? `${JSON.stringify(data, null, 2)}\n` : render(data))
  return 0
}

function render({ cacheDir, namespaces, bytes, lastRun }: Stats): string {
  const results = namespaces.reduce((sum, { results: count }) => sum + count, 0)
  const lines = [`${pc.bold('Cache')}  ${cacheDir}`, `${results} results, ${formatBytes(bytes)}`]
  for (const { name, reason } of namespaces) {
    if (reason)
      lines.push(pc.yellow(`${name}: not usable, ${reason}`))
  }
  if (lastRun)
    lines.push('', ...renderRun(lastRun))
  return `${lines.join('\n')}\n`
}

function renderRun({ bundler, command, finishedAt, plugins, notMemoized, unstable }: RunReport): string[] {
  const rows = plugins.flatMap(({ plugin, hooks }) => hooks.map(({ hook, hits, misses, bypassed, savedMs, spentMs }) =>
    [plugin, hook, String(hits), String(misses), String(bypassed), formatDuration(Math.max(0, savedMs - spentMs))]))
  const lines = [`${pc.bold('Last run')}  ${bundler} ${command}, ${finishedAt}`]
  if (rows.length > 0)
    lines.push(formatTable([['plugin', 'hook', 'hits', 'misses', 'bypassed', 'saved'], ...rows], [2, 3, 4, 5]))
  lines.push(...unstable.map(({ plugin, paths }) => pc.dim(`new in each build: ${paths.join(', ')} of ${plugin}`)))
  lines.push(...notMemoized.map(({ plugin, reason }) => pc.dim(`not memoized: ${plugin} (${reason})`)))
  return lines
}
