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
import { unplugin } from './bundlers'

const plugin: typeof unplugin.rolldown = unplugin.rolldown

export default plugin
