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
import { unplugin } from './bundlers'

const plugin: typeof unplugin.vite = unplugin.vite

export default plugin
