import { colors, formatBytes, formatMs, table } from './lib/format.mjs'
import { median } from './lib/stats.mjs'

/** @typedef {import('./rounds.mjs').Round} Round */
/** @typedef {import('./subjects/index.mjs').Target} Target */

/**
 * The median over all rounds of one variant ÷ the best of others. The ratio is taken within each round first: what
 * slows the machine down for a while then slows both sides.
 * @param {Round[]} rounds
 */
const ratio = (rounds, variant, than, of = 'ms') =>
  median(rounds.map(round => round[variant][of] / Math.min(...than.map(name => round[name][of]))))

/** @param {Round[]} rounds */
function summarizeVariant(rounds, { name }) {
  const of = key => median(rounds.map(round => round[name][key]))
  const { counts, transformMs } = rounds.at(-1)[name]
  return {
    ms: of('ms'),
    ratio: ratio(rounds, name, ['plain']),
    peakBytes: of('peakBytes'),
    ...transformMs !== undefined && { transformMs: of('transformMs') },
    counts,
  }
}

/**
 * @param {Round[]} rounds
 * @param {Target} target
 */
function judge(rounds, target) {
  const value = ratio(rounds, target.variant, target.than, target.of)
  return { ...target, value, met: value <= target.atMost }
}

/** @param {Awaited<ReturnType<typeof import('./rounds.mjs').measureSubject>>} measured */
export function summarize({ subject, components, rounds, outputs }) {
  const { name, app, variants, targets } = subject
  return {
    name,
    app,
    components,
    outputs,
    variants: Object.fromEntries(variants.map(variant => [variant.name, summarizeVariant(rounds, variant)])),
    targets: targets.map(target => judge(rounds, target)),
    rounds,
  }
}

/** `120`, or `120 + 0` for two caches at once. */
const shownCounts = (counts, key) => Object.values(counts).map(each => each[key]).join(' + ')

/** @param {ReturnType<typeof summarize>} summary */
export function printSummary({ name, app, components, variants, targets, rounds, outputs }) {
  const withTransforms = variants.plain.transformMs !== undefined
  console.log(`\n${colors.bold(name)} ${colors.dim(`${app} app, ${components} generated components, medians of ${rounds.length} rounds`)}`)
  console.log(table(['', 'time', '÷ plain', 'peak memory', 'hits', 'misses', withTransforms ? 'transform' : ''], Object.entries(variants).map(([variant, measured]) => [
    variant,
    formatMs(measured.ms),
    measured.ratio.toFixed(3),
    formatBytes(measured.peakBytes),
    shownCounts(measured.counts, 'hits'),
    shownCounts(measured.counts, 'misses'),
    withTransforms ? formatMs(measured.transformMs) : '',
  ])))
  for (const { variant, than, of, atMost, value, met } of targets) {
    const what = of === 'transformMs' ? `transform time of ${variant}` : variant
    const mark = met ? colors.green('met') : colors.red('missed')
    console.log(`  ${what} ÷ ${than.length > 1 ? `the best of ${than.join(' and ')}` : than[0]}: ${value.toFixed(3)}, target ≤ ${atMost.toFixed(2)}: ${mark}`)
  }
  console.log(`  identical: ${outputs.files} files, ${formatBytes(outputs.bytes)}`)
}
