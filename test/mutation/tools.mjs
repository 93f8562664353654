import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RUNNER = fileURLToPath(new URL('../support/run-build.mjs', import.meta.url))

/**
 * How a project is built: arguments of Node. Vite, vitest and Rollup by their own command lines, the others by the
 * script that the tests use; its configurations find flags in the variable `FLAGS`.
 */
export function commandOf(tool, { dir, outDir, flags }) {
  const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  switch (tool) {
    case 'vite': return [binOf(tool, dir), 'build', '--outDir', outDir, '--logLevel', 'warn', ...given]
    case 'vitest': return [binOf(tool, dir), 'run', ...given]
    case 'rollup': return [binOf(tool, dir), '-c', '--silent']
    default: return [RUNNER, tool, 'true']
  }
}

/** The file that configures a tool in a playground. */
export const CONFIG_FILES = { vite: 'vite.config.ts', rollup: 'rollup.config.mjs', rolldown: 'rollup.config.mjs' }

function binOf(tool, dir) {
  const manifest = createRequire(join(dir, 'package.json')).resolve(`${tool}/package.json`)
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin[tool])
}
