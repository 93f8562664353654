import type { Recipe } from '../types'

/** Well-known plugins that cannot be memoized, and why. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^vite:legacy-/, 'it collects the polyfills of all chunks while it renders them'],
  [/^commonjs$/, 'it waits in one module for what it has learned of others'],
  [/^vitepress$/, 'it collects dead links of all pages and reads git and files out of sight'],
]

export const refused: Recipe[] = REFUSED.map(([plugins, refuse]) => ({ plugins, rule: () => ({ refuse }) }))
