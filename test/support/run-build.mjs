/**
 * Builds the project in the working directory: `node run-build.mjs <bundler> <cache: true | false>`.
 * The project has `vite.config.mjs`, or `rollup.config.mjs` with a default export that has `input`, `plugins` and
 * `output`, or a list of such objects, or `.vitepress/config.mjs`, or `esbuild.config.mjs` with the options of one build
 * or a list of them, which run at the same time, or `vitest.config.mjs`, or `webpack.config.mjs` (also for Rspack), or
 * `rsbuild.config.mjs`. All call `globalThis.cache(options)` for the plugin; `globalThis.bundler` tells which one builds.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** Rolldown tells where the time went, on slow machines: no two builds would print the same. */
const CHECKS = { bundlerTimings: false }

const [bundler, withCache] = process.argv.slice(2)
const door = { vite7: 'vite', vitepress: 'vite', vitest: 'vite' }[bundler] ?? bundler
const plugin = withCache === 'true' ? (await import(`unplugin-cache/${door}`)).default : () => null
globalThis.bundler = bundler
// Hidden from plugins that look at all global variables: it leads to everything.
Object.defineProperty(globalThis, 'cache', { value: options => plugin(options) })

if (bundler === 'vitepress')
  await buildSite()
else if (bundler === 'vitest')
  await runTests()
else if (door === 'vite')
  await buildWithVite()
else if (door === 'esbuild')
  await buildWithEsbuild()
else if (bundler === 'webpack' || bundler === 'rspack')
  await buildWithWebpack()
else if (bundler === 'rsbuild')
  await buildWithRsbuild()
else
  await buildWithRollup()

async function buildWithVite() {
  const { createBuilder } = await import(viteEntry())
  const config = join(process.cwd(), 'vite.config.mjs')
  // As the command line does it: all environments where the configuration has a `builder`, else the client.
  const builder = await createBuilder({ configFile: config, logLevel: 'warn', build: { rolldownOptions: { checks: CHECKS } } }, null)
  await builder.buildApp()
}

/** Vite 7 is installed next to the playground app that uses it. */
function viteEntry() {
  if (bundler === 'vite')
    return 'vite'
  const require = createRequire(new URL('../../playground/react-vite7/package.json', import.meta.url))
  return pathToFileURL(join(require.resolve('vite/package.json'), '../dist/node/index.js')).href
}

async function buildWithRollup() {
  const { rollup, rolldown } = await import(bundler)
  const { default: configs } = await import(pathToFileURL(join(process.cwd(), 'rollup.config.mjs')).href)
  for (const { output, ...input } of [configs].flat()) {
    const bundle = await (rollup?.(input) ?? rolldown({ checks: CHECKS, ...input }))
    for (const options of [output].flat())
      await bundle.write(options)
    await bundle.close()
  }
}

async function buildWithWebpack() {
  const { default: compile } = await import(bundler === 'webpack' ? 'webpack' : '@rspack/core')
  const { default: config } = await import(pathToFileURL(join(process.cwd(), 'webpack.config.mjs')).href)
  const compiler = (compile.rspack ?? compile)(config)
  const stats = await new Promise((resolve, reject) => compiler.run((error, result) => error ? reject(error) : resolve(result)))
  console.log(stats.toString({ all: false, warnings: true, errors: true, logging: 'info', errorDetails: true }))
  await new Promise((resolve, reject) => compiler.close(error => error ? reject(error) : resolve()))
  process.exitCode = stats.hasErrors() ? 1 : 0
}

async function buildWithRsbuild() {
  const { createRsbuild } = await import('@rsbuild/core')
  const { default: rsbuildConfig } = await import(pathToFileURL(join(process.cwd(), 'rsbuild.config.mjs')).href)
  const rsbuild = await createRsbuild({ cwd: process.cwd(), rsbuildConfig: { ...rsbuildConfig, logLevel: 'warn', performance: { printFileSize: false, ...rsbuildConfig.performance } } })
  const { close, stats } = await rsbuild.build()
  console.log(stats.toString({ all: false, logging: 'info' }))
  await close()
}

async function buildSite() {
  const { build } = await import('vitepress')
  await build(process.cwd())
}

async function buildWithEsbuild() {
  const { build } = await import('esbuild')
  const { default: configs } = await import(pathToFileURL(join(process.cwd(), 'esbuild.config.mjs')).href)
  const results = await Promise.all([configs].flat().map(({ plugins, ...options }) =>
    build({ metafile: true, outdir: 'dist', ...options, plugins: plugins.filter(Boolean) })))
  for (const { metafile, warnings } of results)
    console.log(JSON.stringify({ metafile, warnings }, null, 2))
}

/** The command line itself, which ends the process in its own way. */
async function runTests() {
  const require = createRequire(import.meta.url)
  process.argv = [process.argv[0], 'vitest', 'run']
  await import(pathToFileURL(join(require.resolve('vitest/package.json'), '../vitest.mjs')).href)
}
