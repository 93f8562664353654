import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const LOCATION_RE = /\(?((?:file:\/\/|[A-Za-z]:\\|\/)[^\n()]+?):\d+:\d+\)?$/
const CONFIG_NAMES = ['rollup.config', 'rolldown.config', 'webpack.config', 'rspack.config', 'rsbuild.config'].flatMap(name => ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map(extension => `${name}.${extension}`))
const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * The files that configure a build, where a bundler tells its plugins nothing about it: whoever had a hand in creating
 * the plugin, since a helper may have done it for the configuration, the script that runs, and the usual names in the
 * working directory, because a configuration may be run from a temporary copy.
 */
export function findConfigFiles(stack: string): string[] {
  const callers = stack.split('\n').flatMap((line) => {
    const location = LOCATION_RE.exec(line.trim())?.[1]
    return location === undefined ? [] : [location.startsWith('file:') ? fileURLToPath(location) : location]
  })
  const own = [...callers, ...process.argv.slice(1, 2)].filter(path => !path.startsWith(HERE) && !path.includes('node_modules'))
  const usual = CONFIG_NAMES.map(name => join(process.cwd(), name))
  return [...new Set([...own, ...usual])].filter(path => existsSync(path))
}
