import { createRequire } from 'node:module'
import process from 'node:process'
import { definitions } from './definitions.mjs'
import { externals, resolve, rulesWith } from './rules.mjs'

const require = createRequire(import.meta.url)
const isRspack = globalThis.bundler === 'rspack'
const { DefinePlugin, CssExtractRspackPlugin } = require(isRspack ? '@rspack/core' : 'webpack')
const Extract = isRspack ? CssExtractRspackPlugin : require('mini-css-extract-plugin')
const { mode = 'production', devtool = 'source-map', minimize = false, target = 'web' } = JSON.parse(process.env.FLAGS)

export default {
  mode,
  devtool,
  target,
  context: import.meta.dirname,
  entry: './src/main.tsx',
  output: { path: `${import.meta.dirname}/${process.env.OUT_DIR}`, filename: '[name].[contenthash].js', clean: true },
  optimization: { minimize },
  resolve,
  externals,
  module: { rules: rulesWith(Extract.loader) },
  plugins: [new Extract(), new DefinePlugin(definitions), globalThis.cache({ plugins: { flavor: true } })],
}
