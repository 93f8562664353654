/**
 * The cache for Rsbuild.
 *
 * @example
 * ```ts
 * // rsbuild.config.ts
 * import cache from 'unplugin-cache/rsbuild'
 *
 * export default { plugins: [cache()] }
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

const plugin: UnpluginInstance<Options | undefined>['rsbuild'] = options => createPlugin('rsbuild', options) as unknown as ReturnType<typeof plugin>

export default plugin
