/**
 * Builds the React app that this file is copied into: `node build.mjs webpack`, or `rspack`, with `--sourcemap`.
 * CACHES names the caches that are on.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const [bundler, ...flags] = process.argv.slice(2)
const caches = (process.env.CACHES ?? 'ours').split(',')
const { default: createCompiler } = await import(bundler === 'rspack' ? '@rspack/core' : 'webpack')
const cache = caches.includes('ours') ? [(await import(`unplugin-cache/${bundler}`)).default()] : []

/** The bundlers' own ones, as they recommend it. Not with Rspack's `portable`: once moved, it goes by the files of the old place. */
const BUNDLER_CACHES = {
  filesystem: { type: 'filesystem', buildDependencies: { config: [import.meta.filename] } },
  persistent: { type: 'persistent', buildDependencies: [import.meta.filename] },
}

const BABEL = {
  presets: ['@babel/preset-typescript', ['@babel/preset-react', { runtime: 'automatic' }]],
  plugins: ['babel-plugin-react-compiler'],
  cacheDirectory: caches.includes('babel-loader'),
}

const compiler = createCompiler({
  mode: 'production',
  context: import.meta.dirname,
  entry: './src/main.tsx',
  devtool: flags.includes('--sourcemap') && 'source-map',
  cache: BUNDLER_CACHES[caches.find(name => name in BUNDLER_CACHES)] ?? false,
  output: { path: path.resolve('dist'), filename: '[name].js' },
  resolve: { extensions: ['.tsx', '.ts', '.js'] },
  module: {
    rules: [
      { test: /\.tsx?$/, use: { loader: 'babel-loader', options: BABEL } },
      { test: /\.css$/, type: 'asset/resource' },
    ],
  },
  // Loaders are compared; Terser alone would take longer than all of them.
  optimization: { minimize: bundler === 'rspack' },
  plugins: cache,
})

// Before modules are concatenated, which are others then.
compiler.hooks.finishMake.tap('report', ({ modules, builtModules }) => {
  const all = [...modules]
  const built = all.filter(module => builtModules.has(module)).length
  if (process.env.REPORT_FILE)
    writeFileSync(process.env.REPORT_FILE, JSON.stringify({ modules: all.length, built }))
})

const stats = await promisify(compiler.run.bind(compiler))()
if (stats.hasErrors()) throw new Error(stats.toString('errors-only'))
// The bundlers' own caches are written now.
await promisify(compiler.close.bind(compiler))()
