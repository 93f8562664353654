import { expect } from 'vitest'
import type { HookReport } from '../../src/index'
import { countsOf } from './contract'
import type { BuildResult } from './world'

/** Every lookup of these plugins was answered from the cache. A failure says what was missed and why. */
export function expectHits(result: BuildResult, ...plugins: string[]): void {
  for (const plugin of plugins) {
    const { hits, misses } = countsOf(result, plugin)
    expect({ plugin, misses, why: missReasonsOf(result, plugin) }, JSON.stringify(uncacheableOf(result, plugin))).toEqual({ plugin, misses: 0, why: [] })
    expect(hits, `hits of ${plugin}`).toBeGreaterThan(0)
  }
}

/** So many steps of a plugin ran, and all its others came from the cache. */
export function expectMisses(result: BuildResult, plugin: string, misses: number): void {
  const counts = countsOf(result, plugin)
  expect({ misses: counts.misses, why: missReasonsOf(result, plugin) }, `misses of ${plugin}`).toEqual({ misses, why: expect.anything() as unknown })
  expect(counts.hits, `hits of ${plugin}`).toBeGreaterThan(0)
}

export function missReasonsOf(result: BuildResult, plugin: string): string[] {
  return hooksOf(result, plugin).flatMap(({ missReasons }) => Object.keys(missReasons))
}

/** Why steps of a plugin were not looked up or not kept, with the number of them. */
export function uncacheableOf(result: BuildResult, plugin: string): Record<string, number> {
  return Object.fromEntries(hooksOf(result, plugin).flatMap(({ uncacheable }) => Object.entries(uncacheable)))
}

/** Why a plugin is not memoized at all. */
export function refusalOf({ report }: BuildResult, plugin: string): string | undefined {
  return report?.notMemoized.find(entry => entry.plugin === plugin)?.reason
}

/** Whether a text stands in any file of the output but the source maps, which show the sources. */
export function mentions({ files }: BuildResult, text: string): boolean {
  return Object.entries(files).some(([path, content]) => !path.endsWith('.map') && content.includes(text))
}

function hooksOf({ report }: BuildResult, plugin: string): HookReport[] {
  return report?.plugins.find(entry => entry.plugin === plugin)?.hooks ?? []
}
