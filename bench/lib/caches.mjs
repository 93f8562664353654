import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { missesOf, readLastRun } from './last-run.mjs'

/** @typedef {import('./build.mjs').BuildResult} BuildResult */
/** @typedef {{ hits: number, misses: number, details?: string[] }} Counts */

/**
 * @typedef {object} Cache
 * @property {string} dir  its folder in the app
 * @property {(dir: string) => Promise<(result: BuildResult) => Promise<Counts>>} follow
 *   called before a build; what it gives is called after it, and tells what the cache was good for
 */

/** All that take part, by the name that CACHES has for them. @type {Record<string, Cache>} */
export const CACHES = {
  'ours': { dir: 'node_modules/.cache/unplugin-cache', follow: followOurs },
  'babel-loader': { dir: 'node_modules/.cache/babel-loader', follow: followFiles },
  'filesystem': { dir: 'node_modules/.cache/webpack', follow: followModules },
  'persistent': { dir: 'node_modules/.cache/rspack', follow: followModules },
  'fsModuleCache': { dir: 'node_modules/.cache/vitest-modules', follow: followFiles },
}

async function followOurs(dir) {
  // what an earlier build has left would pass for this one's
  await rm(path.join(dir, 'last-run.json'), { force: true })
  return async () => {
    const lastRun = await readLastRun(dir)
    return { ...lastRun.totals, details: missesOf(lastRun) }
  }
}

/** One that says nothing, and keeps one file per result: what it does not write, it has read. */
async function followFiles(dir) {
  const before = await timesOf(dir)
  return async () => {
    const after = await timesOf(dir)
    const misses = [...after].filter(([file, time]) => before.get(file) !== time).length
    return { hits: Math.max(0, before.size - misses), misses }
  }
}

/** That of a bundler, which restores whole modules. */
async function followModules() {
  return async ({ modules, built }) => ({ hits: modules - built, misses: built })
}

/** When the files of results were written. Those that begin with `_` are about the cache itself. */
async function timesOf(dir) {
  const names = await readdir(dir).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const results = names.filter(name => !name.startsWith('_'))
  return new Map(await Promise.all(results.map(async name => [name, (await stat(path.join(dir, name))).mtimeMs])))
}
