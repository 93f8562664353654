import type { Recipe } from '../../types'

/** Well-known loaders that are left alone, and why. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^css-loader$/, 'it works on the syntax tree of the loader before it'],
  [/^(?:style-loader|vue-style-loader|mini-css-extract-plugin\/loader|cssExtractLoader|html-webpack-plugin\/loader|lazy-compilation-web)$/, 'it is done in no time, or by a compiler of its own'],
  [/^vue-loader(?:\/.*)?$/, 'it keeps what it knows of a component for the requests of its blocks'],
  [/^thread-loader$/, 'what its threads read cannot be seen'],
]

export const refusedLoaders: Recipe[] = REFUSED.map(([plugins, refuse]) => ({ plugins, rule: () => ({ refuse }) }))
