/**
 * The cache for webpack.
 *
 * @example
 * ```ts
 * // webpack.config.js
 * import cache from 'unplugin-cache/webpack'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['webpack'] = options => createPlugin('webpack', options) as unknown as ReturnType<typeof plugin>

export default plugin
