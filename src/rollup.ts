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
import { unplugin } from './bundlers'

const plugin: typeof unplugin.rollup = unplugin.rollup

export default plugin
