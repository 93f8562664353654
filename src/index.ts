/**
 * A persistent cache for the plugins of a bundler: the second build skips the slow ones, with the same output.
 *
 * @module
 */
import { unplugin } from './bundlers'

export default unplugin
export { unplugin }
export type { FilterPattern, Options } from './plugin/options'
export type { PluginOption } from './plugin/trust'
export type { Call, HookName, Rule, StateKind } from './plugin/types'
export type { HookReport, RunReport } from './report/run'
