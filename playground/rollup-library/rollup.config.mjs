import process from 'node:process'
import { babel } from '@rollup/plugin-babel'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import cache from 'unplugin-cache/rollup'

const extensions = ['.ts', '.js']

/** Where the files go: the demo sets it to build next to the usual folder. */
const outDir = process.env.OUT_DIR ?? 'dist'

export default {
  input: 'src/index.ts',
  output: [
    { file: `${outDir}/spans.mjs`, format: 'es', sourcemap: true, plugins: [terser()] },
    { file: `${outDir}/spans.cjs`, format: 'cjs', sourcemap: true, plugins: [terser()] },
  ],
  plugins: [
    nodeResolve({ extensions }),
    babel({
      extensions,
      babelHelpers: 'bundled',
      presets: [['@babel/preset-env', { targets: 'node 14' }], '@babel/preset-typescript'],
    }),
    cache(),
  ],
}
