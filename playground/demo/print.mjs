import { colors, formatBytes, formatMs, table } from '../../bench/lib/format.mjs'

/** More rows than these are only noise: the largest savings come first. */
const MAX_PLUGINS = 6

/** @typedef {Awaited<ReturnType<typeof import('./compare.mjs').compareBuilds>>} Comparison */

/** @param {Comparison} comparison */
export function printComparison({ name, title, builds, plugins, misses, outputs, problems }) {
  console.log(`\n${colors.bold(name)} ${colors.dim(title)}`)
  console.log(table(['build', 'time', 'of off', 'hits', 'misses', 'saved'], builds.map(buildRow(builds[0].ms))))
  console.log()
  console.log(table(['plugin (warm)', 'hits', 'misses', 'bypassed', 'saved', 'spent'], pluginRows(plugins)))
  for (const miss of misses) console.log(colors.dim(`  ran again: ${miss}`))
  if (problems.length === 0) {
    console.log(`  ${colors.green(`identical: ${outputs.files} files, ${formatBytes(outputs.bytes)}`)}`)
    return
  }
  for (const problem of problems) console.log(`  ${colors.red(problem)}`)
}

function buildRow(offMs) {
  return ({ variant, ms, totals }) => [
    variant,
    formatMs(ms),
    `${Math.round((ms / offMs) * 100)} %`,
    totals?.hits,
    totals?.misses,
    totals && formatMs(totals.savedMs),
  ]
}

function pluginRows(plugins) {
  const used = plugins.filter(({ hits, misses, bypassed }) => hits + misses + bypassed > 0)
  const rows = used.slice(0, MAX_PLUGINS).map(({ plugin, hits, misses, bypassed, savedMs, spentMs }) =>
    [plugin, hits, misses, bypassed, formatMs(savedMs), formatMs(spentMs)])
  const rest = used.length - rows.length
  return rest > 0 ? [...rows, [`and ${rest} more`]] : rows
}

export function printFooter() {
  console.log(colors.dim(`
off = UNPLUGIN_CACHE=off, cold = empty cache, warm = full cache. Times are of the
whole process, one run each; "npm run bench" repeats them and prints medians.
"saved" adds up what plugins took when they ran: they overlap, so it can exceed
the time which the build got shorter.`))
}
