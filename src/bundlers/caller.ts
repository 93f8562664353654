import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const LOCATION_RE = /\(?((?:file:\/\/|[A-Za-z]:\\|\/)[^\n()]+?):\d+:\d+\)?$/
const CONFIG_NAMES = ['rollup.config', 'rolldown.config', 'webpack.config', 'rspack.config', 'rsbuild.config'].flatMap(name => ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map(extension => `${name}.${extension}`))
const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * The files that configure a build of Rollup, Rolldown, webpack or Rspack, which tell their plugins nothing about it: where the
 * plugin was created, and the usual names in the working directory, because a configuration may be run from a
 * temporary copy.
 */
export function findConfigFiles(stack: string): string[] {
  const paths = stack.split('\n').flatMap((line) => {
    const location = LOCATION_RE.exec(line.trim())?.[1]
    return location === undefined ? [] : [location.startsWith('file:') ? fileURLToPath(location) : location]
  })
  const caller = paths.find(path => !path.startsWith(HERE) && !path.includes('node_modules'))
  const usual = CONFIG_NAMES.map(name => join(process.cwd(), name))
  return [...caller === undefined ? [] : [caller], ...usual].filter(path => existsSync(path))
}
