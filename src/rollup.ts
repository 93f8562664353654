/**
 * The cache for Rollup.
 *
 * @example
 * ```ts
 * // rollup.config.js
 * import cache from 'unplugin-cache/rollup'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['rollup'] = options => createPlugin('rollup', options)

export default plugin
