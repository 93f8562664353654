import { expect } from 'vitest'
import type { BuildOptions, BuildResult, World } from './world'

/**
 * The promise: without the cache == cold == warm == warm in a copy at another path, for every byte, source map and
 * message. Gives the warm build, for what a test has to say about its hits.
 *
 * @param expected.repeats true where one build takes the same step more than once, which hits in the cold build too
 * @param expected.varies what differs between builds without the cache as well
 */
export async function expectSameBytes(world: World, options: Omit<BuildOptions, 'cache'> = {}, expected: { repeats?: boolean, varies?: RegExp } = {}): Promise<{ cold: BuildResult, warm: BuildResult, elsewhere: BuildResult }> {
  const expectEqual = (actual: BuildResult, plain: BuildResult): void => expectEqualBut(expected.varies, actual, plain)
  const without = await world.build({ ...options, cache: false })
  expect(Object.keys(without.files).length).toBeGreaterThan(0)
  const cold = await world.build(options)
  expectEqual(cold, without)
  if (!expected.repeats)
    expect(cold.report?.totals.hits ?? 0).toBe(0)
  const warm = await world.build(options)
  expectEqual(warm, without)
  const copy = world.copy()
  const withoutElsewhere = await copy.build({ ...options, cache: false })
  const elsewhere = await copy.build(options)
  expectEqual(elsewhere, withoutElsewhere)
  return { cold, warm, elsewhere }
}

/** The same in short: without the cache == cold == warm. */
export async function expectSameTwice(world: World, options: Omit<BuildOptions, 'cache'> = {}): Promise<BuildResult> {
  const without = await world.build({ ...options, cache: false })
  expectEqual(await world.build(options), without)
  const warm = await world.build(options)
  expectEqual(warm, without)
  return warm
}

/** After a change: what the cache gives is what a build without it gives. Returns the warm build. */
export async function expectRebuilt(world: World, options: Omit<BuildOptions, 'cache'> = {}): Promise<BuildResult> {
  const without = await world.build({ ...options, cache: false })
  const warm = await world.build(options)
  expectEqual(warm, without)
  return warm
}

export function expectEqual(actual: BuildResult, expected: BuildResult): void {
  expectEqualBut(undefined, actual, expected)
}

function expectEqualBut(varies: RegExp | undefined, actual: BuildResult, expected: BuildResult): void {
  const mask = (text: string | undefined): string | undefined => (varies ? text?.replaceAll(varies, '<varies>') : text)
  expect(Object.keys(actual.files)).toEqual(Object.keys(expected.files))
  for (const [path, content] of Object.entries(expected.files))
    expect(mask(actual.files[path]), path).toBe(mask(content))
  expect(mask(actual.printed)).toBe(mask(expected.printed))
}

/** Counts of one plugin, over all its hooks. */
export function countsOf({ report }: BuildResult, plugin: string): { hits: number, misses: number, bypassed: number } {
  const hooks = report?.plugins.find(entry => entry.plugin === plugin)?.hooks ?? []
  const sum = (name: 'hits' | 'misses' | 'bypassed'): number => hooks.reduce((total, hook) => total + hook[name], 0)
  return { hits: sum('hits'), misses: sum('misses'), bypassed: sum('bypassed') }
}
