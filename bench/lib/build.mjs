import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const RUN_CLI = fileURLToPath(new URL('run-cli.mjs', import.meta.url))

/** What the caller happens to have set must not change the builds. */
const OWN_VARIABLES = ['NODE_ENV', 'CACHES', 'CACHE_DIR', 'UNPLUGIN_CACHE', 'UNPLUGIN_CACHE_DIR']

/**
 * Its time, the peak memory of its main process, and what the build tells of itself by writing JSON to REPORT_FILE.
 * @typedef {{ ms: number, peakBytes: number, modules?: number, built?: number, tests?: number, transformMs?: number }} BuildResult
 */

/**
 * The command line of a tool in the version which the app has installed.
 * @param {string} appDir
 * @param {'vite' | 'rollup' | 'vitest'} tool
 */
export function findTool(appDir, tool) {
  const manifestFile = createRequire(path.join(appDir, 'package.json')).resolve(`${tool}/package.json`)
  const { bin, version } = createRequire(import.meta.url)(manifestFile)
  return { bin: path.join(path.dirname(manifestFile), bin[tool]), version }
}

/**
 * One build in a process of its own, from its start to its end.
 * @param {object} options
 * @param {string} options.cwd
 * @param {string} options.bin        script of the command line
 * @param {string[]} options.args
 * @param {Record<string, string>} [options.env]  on top of the environment
 * @returns {Promise<BuildResult>}
 */
export async function build({ cwd, bin, args, env }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'usage-'))
  const files = { USAGE_FILE: path.join(folder, 'usage.json'), REPORT_FILE: path.join(folder, 'report.json') }
  try {
    const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.includes(name))
    const start = performance.now()
    await run([RUN_CLI, bin, ...args], { cwd, env: { ...Object.fromEntries(inherited), ...env, ...files } })
    const ms = performance.now() - start
    const usage = JSON.parse(await readFile(files.USAGE_FILE, 'utf8'))
    const report = existsSync(files.REPORT_FILE) ? JSON.parse(await readFile(files.REPORT_FILE, 'utf8')) : {}
    return { ms, ...usage, ...report }
  }
  finally {
    await rm(folder, { recursive: true })
  }
}

function run(args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => { output += data })
    child.stderr.on('data', (data) => { output += data })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`the build in ${options.cwd} failed with code ${code}:\n${output}`))
    })
  })
}
