/**
 * The cache for Rolldown.
 *
 * @example
 * ```ts
 * // rolldown.config.js
 * import cache from 'unplugin-cache/rolldown'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['rolldown'] = options => createPlugin('rolldown', options)

export default plugin
