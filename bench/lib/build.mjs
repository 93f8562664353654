import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const RUN_CLI = fileURLToPath(new URL('run-cli.mjs', import.meta.url))

/** What the caller happens to have set must not change the builds. */
const OWN_VARIABLES = ['NODE_ENV', 'PLAIN', 'UNPLUGIN_CACHE', 'UNPLUGIN_CACHE_DIR']

/** @typedef {{ ms: number, peakBytes: number }} BuildResult */

/**
 * The command line of a tool in the version which the app has installed.
 * @param {string} appDir
 * @param {'vite' | 'rollup'} tool
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
  const usageFile = path.join(os.tmpdir(), `usage-${randomUUID()}.json`)
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.includes(name))
  const start = performance.now()
  await run([RUN_CLI, bin, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env, USAGE_FILE: usageFile },
  })
  const ms = performance.now() - start
  const { peakBytes } = JSON.parse(await readFile(usageFile, 'utf8'))
  await rm(usageFile)
  return { ms, peakBytes }
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
