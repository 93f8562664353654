import { mkdtemp, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build } from '../../bench/lib/build.mjs'
import { byPlugin, missesOf, readLastRun } from '../../bench/lib/last-run.mjs'
import { differences, readOutputs, sizeOf } from '../../bench/lib/outputs.mjs'

/** @typedef {import('./apps.mjs').App} App */

/**
 * Builds the app three times and compares the outputs.
 * @param {App} app
 */
export async function compareBuilds(app) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'unplugin-cache-demo-'))
  try {
    return await compareIn(folder, app)
  }
  finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compareIn(folder, app) {
  const cacheDir = path.join(folder, 'cache')
  const off = { UNPLUGIN_CACHE: 'off' }
  const on = { UNPLUGIN_CACHE_DIR: cacheDir }
  // not counted: the first build reads everything from the disk for the others
  await buildInto(folder, app, 'first', off)

  const plain = await buildInto(folder, app, 'off', off)
  const cold = { ...await buildInto(folder, app, 'cold', on), lastRun: await readLastRun(cacheDir) }
  const warm = { ...await buildInto(folder, app, 'warm', on), lastRun: await readLastRun(cacheDir) }

  const { totals } = warm.lastRun
  const problems = [
    ...differences(plain.outputs, cold.outputs).map(text => `cold: ${text}`),
    ...differences(plain.outputs, warm.outputs).map(text => `warm: ${text}`),
    ...(totals.hits > 0 ? [] : ['warm: no hits']),
  ]
  return {
    name: app.name,
    title: app.title,
    builds: [
      { variant: 'off', ms: plain.ms },
      { variant: 'cold', ms: cold.ms, totals: cold.lastRun.totals },
      { variant: 'warm', ms: warm.ms, totals },
    ],
    plugins: byPlugin(warm.lastRun),
    misses: missesOf(warm.lastRun),
    outputs: sizeOf(plain.outputs),
    problems,
  }
}

/**
 * All builds write to the same folder, as in real life; the output is moved
 * aside afterwards.
 */
async function buildInto(folder, app, variant, env) {
  const outDir = path.join(folder, 'dist')
  const command = app.buildInto(outDir)
  const { ms } = await build({ cwd: app.dir, bin: app.bin, args: command.args, env: { ...command.env, ...env } })
  await rename(outDir, path.join(folder, variant))
  return { ms, outputs: await readOutputs(path.join(folder, variant)) }
}
