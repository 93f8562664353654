/**
 * The cache for Vite.
 *
 * @example
 * ```ts
 * // vite.config.ts
 * import cache from 'unplugin-cache/vite'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['vite'] = options => createPlugin('vite', options)

export default plugin
