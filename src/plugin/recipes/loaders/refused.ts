import type { Recipe } from '../../types'

/** Well-known loaders that are left alone, and why. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^css-loader$/, 'it works on the syntax tree of the loader before it'],
  [/^vue-loader(?:\/.*)?$/, 'it keeps what it knows of a component for the requests of its blocks'],
]

/** Nothing but a request for what others do, often by a compiler of their own: there is nothing to gain. */
const TRIVIAL_RE = /^(?:style-loader|vue-style-loader|mini-css-extract-plugin\/loader|@rspack\/core\/cssExtractLoader|html-webpack-plugin\/loader|thread-loader)$/

export const refusedLoaders: Recipe[] = [
  { plugins: TRIVIAL_RE, rule: () => ({ refuse: 'it has nothing to do', quiet: true }) },
  ...REFUSED.map(([plugins, refuse]) => ({ plugins, rule: () => ({ refuse }) })),
]
