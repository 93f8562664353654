/**
 * A persistent cache for the plugins of a bundler: the second build skips the slow ones, with the same output.
 *
 * @module
 */
import { type UnpluginInstance, createUnplugin } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

/** The cache for any bundler. The doors of single bundlers, such as `unplugin-cache/vite`, load faster. */
export const unplugin: UnpluginInstance<Options | undefined> = createUnplugin((options, { framework }) => {
  const { name, ...hooks } = createPlugin(framework, options)
  // Some take a function, others an object.
  return { name, [framework]: hooks.apply ?? hooks }
})

export default unplugin
export type { FilterPattern, Options } from './plugin/options'
export type { DeclaredRule, PluginCache } from './plugin/declared'
export type { PluginOption } from './plugin/trust'
export type { Call, HookName, StateKind } from './plugin/types'
export type { HookReport, RunReport } from './report/run'
