import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** @typedef {{ hook: string, hits: number, misses: number, bypassed: number, savedMs: number, spentMs: number, missReasons: Record<string, number>, uncacheable: Record<string, number> }} HookRun */
/** @typedef {{ plugin: string, hooks: HookRun[] }} PluginRun */
/** @typedef {{ hits: number, misses: number, bypassed: number, savedMs: number, spentMs: number, bytesRead: number, bytesWritten: number }} Totals */
/** @typedef {{ version: 1, totals: Totals, plugins: PluginRun[] }} LastRun */

/**
 * What the cache wrote about its last build.
 * @param {string} cacheDir
 * @returns {Promise<LastRun>}
 */
export async function readLastRun(cacheDir) {
  const text = await readFile(path.join(cacheDir, 'last-run.json'), 'utf8').catch(() => {
    throw new Error(`the build wrote no last-run.json into ${cacheDir}: was the cache part of it?`)
  })
  const lastRun = JSON.parse(text)
  if (lastRun.version !== 1) throw new Error(`last-run.json has the unknown version ${lastRun.version}`)
  return lastRun
}

/**
 * The sums over all hooks of each plugin, largest saving first.
 * @param {LastRun} lastRun
 */
export function byPlugin({ plugins }) {
  const sum = (hooks, key) => hooks.reduce((total, hook) => total + hook[key], 0)
  return plugins
    .map(({ plugin, hooks }) => ({
      plugin,
      hits: sum(hooks, 'hits'),
      misses: sum(hooks, 'misses'),
      bypassed: sum(hooks, 'bypassed'),
      savedMs: sum(hooks, 'savedMs'),
      spentMs: sum(hooks, 'spentMs'),
    }))
    .sort((a, b) => b.savedMs - a.savedMs)
}

/**
 * The hooks which ran although the cache was full, and why.
 * @param {LastRun} lastRun
 * @returns {string[]} one line per hook
 */
export function missesOf({ plugins }) {
  return plugins.flatMap(({ plugin, hooks }) => hooks
    .filter(({ misses }) => misses > 0)
    .map(({ hook, misses, missReasons, uncacheable }) => {
      const reasons = Object.entries({ ...missReasons, ...uncacheable }).map(([reason, count]) => `${reason}: ${count}`)
      return `${plugin} ${hook} ×${misses} (${reasons.join(', ')})`
    }))
}
