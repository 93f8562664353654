import process from 'node:process'
import { rspack } from '@rsbuild/core'
import { definitions } from './definitions.mjs'
import { externals, resolve, rulesWith } from './rules.mjs'

const { mode = 'production', sourcemap = true, minimize = false, target = 'web' } = JSON.parse(process.env.FLAGS)

export default {
  mode,
  source: { entry: { index: './src/main.tsx' }, define: definitions },
  output: { target, minify: minimize, sourceMap: sourcemap, distPath: { root: process.env.OUT_DIR } },
  plugins: [globalThis.cache({ plugins: { flavor: true } })],
  tools: {
    // In place of its own rules, which are native.
    rspack: (config) => {
      config.module.rules = rulesWith(rspack.CssExtractRspackPlugin.loader)
      config.externals = externals
      config.resolve.extensions = resolve.extensions
    },
  },
}
