/**
 * The cache for esbuild.
 *
 * @example
 * ```js
 * import cache from 'unplugin-cache/esbuild'
 * import { build } from 'esbuild'
 * import { sassPlugin } from 'esbuild-sass-plugin'
 *
 * await build({ entryPoints: ['src/main.ts'], bundle: true, outdir: 'dist', plugins: [cache(), sassPlugin()] })
 * ```
 *
 * @module
 */
import type { UnpluginInstance } from 'unplugin'
import { createPlugin } from './bundlers'
import type { Options } from './plugin/options'

/** esbuild wants a `setup` also when there is nothing to do. */
const plugin: UnpluginInstance<Options | undefined>['esbuild'] = options => ({ setup: () => {}, ...createPlugin('esbuild', options) })

export default plugin
