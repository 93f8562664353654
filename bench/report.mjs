import { colors, formatBytes, formatMs, table } from './lib/format.mjs'
import { median } from './lib/stats.mjs'

/** Upper limits for the time of a build with the cache ÷ without it. */
export const TARGETS = {
  vue: { warm: 0.45, cold: 1.06 },
  react: { warm: 0.30, cold: 1.06 },
  svelte: { warm: 0.45, cold: 1.06 },
}

const VARIANTS = ['plain', 'cold', 'warm']

/**
 * Ratios are taken within each round first: what slows the machine down for a
 * while then slows both sides.
 * @param {import('./rounds.mjs').Round[]} rounds
 */
function ratios(rounds) {
  const of = variant => median(rounds.map(round => round[variant].ms / round.plain.ms))
  return { cold: of('cold'), warm: of('warm') }
}

/** @param {Awaited<ReturnType<typeof import('./rounds.mjs').measureApp>>} measured */
export function summarize({ rounds, ...rest }) {
  const medians = Object.fromEntries(VARIANTS.map(variant => [variant, {
    ms: median(rounds.map(round => round[variant].ms)),
    peakBytes: median(rounds.map(round => round[variant].peakBytes)),
  }]))
  return { ...rest, medians, ratios: ratios(rounds), targets: TARGETS[rest.kind], rounds }
}

/** @param {ReturnType<typeof summarize>} summary */
export function printSummary({ kind, components, medians, ratios, targets, totals, outputs }) {
  console.log(`\n${colors.bold(kind)} ${colors.dim(`${components} generated components`)}`)
  console.log(table(['', 'time', '÷ plain', 'peak memory', 'hits', 'misses'], VARIANTS.map(variant => [
    variant,
    formatMs(medians[variant].ms),
    ratios[variant]?.toFixed(3),
    formatBytes(medians[variant].peakBytes),
    totals[variant]?.hits,
    totals[variant]?.misses,
  ])))
  for (const variant of ['warm', 'cold']) {
    const met = ratios[variant] <= targets[variant]
    const mark = met ? colors.green('met') : colors.red('missed')
    console.log(`  target ${variant} ÷ plain ≤ ${targets[variant].toFixed(2)}: ${mark}`)
  }
  console.log(`  identical: ${outputs.files} files, ${formatBytes(outputs.bytes)}`)
}
