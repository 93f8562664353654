import { rm } from 'node:fs/promises'
import path from 'node:path'
import { APPS_DIR, generateApp } from './generate.mjs'
import { build, findTool } from './lib/build.mjs'
import { missesOf, readLastRun } from './lib/last-run.mjs'
import { differences, readOutputs, sizeOf } from './lib/outputs.mjs'

/** @typedef {import('./lib/build.mjs').BuildResult} BuildResult */
/** @typedef {{ plain: BuildResult, cold: BuildResult, warm: BuildResult }} Round */

/** The cold build has to do all the work, the warm one none of it. */
function assertCounts(variant, lastRun) {
  const { hits, misses } = lastRun.totals
  const right = variant === 'cold' ? hits === 0 : hits > 0 && misses === 0
  if (right) return
  const details = variant === 'warm' ? missesOf(lastRun).map(line => `\n  ${line}`) : []
  throw new Error(`the ${variant} build had ${hits} hits and ${misses} misses${details.join('')}`)
}

function assertSame(expected, actual, variant) {
  const found = differences(expected, actual)
  if (found.length > 0) throw new Error(`the ${variant} build wrote other bytes than the plain one:\n  ${found.join('\n  ')}`)
}

/**
 * Builds one generated app without the cache, with an empty one and with a
 * full one, in turn. All builds write to the same folder, as in real life.
 * @param {object} options
 * @param {string} options.kind
 * @param {number} options.components
 * @param {number} options.rounds
 * @param {boolean} options.sourcemap
 * @param {(round: Round, index: number) => void} options.onRound
 */
export async function measureApp({ kind, components, rounds: count, sourcemap, onRound }) {
  const cwd = await generateApp({ kind, components })
  const cacheDir = path.join(APPS_DIR, '.cache', path.basename(cwd))
  const { bin } = findTool(cwd, 'vite')
  const args = ['build', ...(sourcemap ? ['--sourcemap'] : [])]

  async function once(env) {
    const result = await build({ cwd, bin, args, env })
    return { result, outputs: await readOutputs(path.join(cwd, 'dist')) }
  }
  const plain = () => once({ PLAIN: '1' })
  async function cached(variant, expected) {
    if (variant === 'cold') await rm(cacheDir, { recursive: true, force: true })
    const { result, outputs } = await once({ UNPLUGIN_CACHE_DIR: cacheDir })
    const lastRun = await readLastRun(cacheDir)
    assertCounts(variant, lastRun)
    assertSame(expected, outputs, variant)
    return { result, totals: lastRun.totals }
  }

  // not counted: the first build reads everything from the disk for the others
  const { outputs: expected } = await plain()
  const rounds = []
  let totals
  for (let index = 0; index < count; index += 1) {
    const off = await plain()
    assertSame(expected, off.outputs, 'plain')
    const cold = await cached('cold', expected)
    const warm = await cached('warm', expected)
    totals = { cold: cold.totals, warm: warm.totals }
    rounds.push({ plain: off.result, cold: cold.result, warm: warm.result })
    onRound(rounds.at(-1), index)
  }
  return { kind, components, rounds, totals, outputs: sizeOf(expected) }
}
