/**
 * The cache for Rspack.
 *
 * @example
 * ```ts
 * // rspack.config.js
 * import cache from 'unplugin-cache/rspack'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['rspack'] = options => createPlugin('rspack', options) as unknown as ReturnType<typeof plugin>

export default plugin
