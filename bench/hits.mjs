import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { APPS_DIR } from './generate.mjs'
import { colors, formatBytes } from './lib/format.mjs'
import { readLastRun } from './lib/last-run.mjs'
import { median } from './lib/stats.mjs'

const CHILD = fileURLToPath(new URL('lib/hits-child.mjs', import.meta.url))
const CWD = fileURLToPath(new URL('.', import.meta.url))

/** Upper limits: microseconds per hit of 10 KB, and growth of the process ÷ bytes restored. */
export const HIT_TARGETS = { microseconds: 60, memory: 1.5 }

/** What a hit costs, and what it leaves in memory: 2000 modules of 10 KB, warm against plain. */
export async function measureHits(rounds) {
  const cacheDir = path.join(APPS_DIR, '.cache', 'hits')
  const run = async (variant) => {
    const { UNPLUGIN_CACHE: _cache, ...inherited } = process.env
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', CHILD, variant], { cwd: CWD, env: { ...inherited, UNPLUGIN_CACHE_DIR: cacheDir } })
    return JSON.parse(stdout.trim().split('\n').at(-1))
  }
  await rm(cacheDir, { recursive: true, force: true })
  await run('cold')
  const measured = []
  for (let index = 0; index < rounds; index += 1) {
    const plain = await run('plain')
    const warm = await run('warm')
    const { totals } = await readLastRun(cacheDir)
    if (totals.misses > 0 || totals.hits < 2000) throw new Error(`the warm build had ${totals.hits} hits and ${totals.misses} misses`)
    measured.push({
      microseconds: totals.spentMs / totals.hits * 1000,
      memory: (warm.bytes - plain.bytes) / totals.bytesRead,
      bytesRead: totals.bytesRead,
    })
  }
  return { rounds: measured, microseconds: median(measured.map(({ microseconds }) => microseconds)), memory: median(measured.map(({ memory }) => memory)) }
}

export function printHits({ microseconds, memory, rounds }) {
  console.log(`\n${colors.bold('hits')} ${colors.dim(`2000 modules of 10 KB, ${formatBytes(rounds[0].bytesRead)} restored`)}`)
  printTarget(`a hit costs ${microseconds.toFixed(1)} µs`, microseconds <= HIT_TARGETS.microseconds, `≤ ${HIT_TARGETS.microseconds} µs`)
  printTarget(`memory grows by ${memory.toFixed(2)} × the bytes restored`, memory <= HIT_TARGETS.memory, `≤ ${HIT_TARGETS.memory}`)
}

function printTarget(what, met, limit) {
  console.log(`  ${what}, target ${limit}: ${met ? colors.green('met') : colors.red('missed')}`)
}
