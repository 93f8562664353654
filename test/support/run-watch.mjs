/**
 * Watches the project in the working directory: `node run-watch.mjs <bundler> <cache: true | false> [by-hand]`. The
 * project's configuration is that of `run-build.mjs`, but for the output folder `watched`, so that both can run.
 * `by-hand` is for esbuild: it builds when it is told to.
 */
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { importVite, obey, provideCache, say } from './bundler.mjs'
import { watchTests } from './watch-tests.mjs'

const [bundler, withCache, byHand] = process.argv.slice(2)
const OUTPUT = 'watched'
const WATCHERS = { esbuild: watchWithEsbuild, rsbuild: watchWithRsbuild, rspack: watchWithWebpack, vite: watchWithVite, vite7: watchWithVite, vitest: () => watchTests(OUTPUT), webpack: watchWithWebpack }

await provideCache(bundler, withCache)
const { close, ...commands } = await (WATCHERS[bundler] ?? watchWithRollup)()
obey({
  ...commands,
  async close() {
    await close()
    process.stdin.destroy()
  },
})

async function configOf(tool) {
  return (await import(pathToFileURL(join(process.cwd(), `${tool}.config.mjs`)).href)).default
}

/** Says how a build ended. */
function tell(message) {
  if (message === undefined)
    say('built')
  else
    say('failed', { message })
}

async function watchWithWebpack() {
  const { default: compile } = await import(bundler === 'webpack' ? 'webpack' : '@rspack/core')
  const config = await configOf('webpack')
  const compiler = (compile.rspack ?? compile)({ ...config, output: { ...config.output, path: join(process.cwd(), OUTPUT), clean: true } })
  compiler.hooks.watchRun.tap('telling', () => say('start'))
  const watching = compiler.watch({ aggregateTimeout: 20, ignored: ['**/dist/**', `**/${OUTPUT}/**`] }, (error, stats) => {
    tell(error?.message ?? errorsOf(stats))
  })
  const closed = end => new Promise((resolve, reject) => end(error => error ? reject(error) : resolve()))
  return {
    async close() {
      await closed(done => watching.close(done))
      await closed(done => compiler.close(done))
    },
  }
}

async function watchWithRsbuild() {
  const { createRsbuild } = await import('@rsbuild/core')
  const { output, tools, plugins, ...config } = await configOf('rsbuild')
  // After all others: the cache is written when a compiler is done.
  const tellingInside = {
    apply({ hooks }) {
      hooks.watchRun.tap('telling', () => say('start'))
      hooks.done.tap({ name: 'telling', stage: Infinity }, stats => tell(errorsOf(stats)))
    },
  }
  const telling = { name: 'telling', setup: api => api.modifyRspackConfig(({ plugins: others }) => void others.push(tellingInside)) }
  const rspack = { ...tools.rspack, watchOptions: { aggregateTimeout: 20, ignored: ['**/dist/**', `**/${OUTPUT}/**`] } }
  const rsbuildConfig = { ...config, logLevel: 'error', output: { ...output, distPath: { root: OUTPUT }, cleanDistPath: true }, tools: { ...tools, rspack }, plugins: [...plugins, telling] }
  const rsbuild = await createRsbuild({ cwd: process.cwd(), rsbuildConfig })
  return rsbuild.build({ watch: true })
}

function errorsOf(stats) {
  return stats.hasErrors() ? stats.toString({ all: false, errors: true }) : undefined
}

async function watchWithVite() {
  const { build } = await importVite(bundler)
  return follow(await build({ configFile: join(process.cwd(), 'vite.config.mjs'), logLevel: 'error', build: { watch: {}, outDir: OUTPUT } }))
}

async function watchWithRollup() {
  const { watch } = await import(bundler)
  const redirect = output => ({ ...output, dir: OUTPUT })
  const watched = [await configOf('rollup')].flat().map(({ output, ...input }) => ({ ...input, output: [output].flat().map(redirect) }))
  return follow(watch(watched.length === 1 ? watched[0] : watched))
}

/** The watcher of Rollup, Rolldown and Vite. */
function follow(watcher) {
  /** Results to close before a build counts as done: that is when the cache is written. */
  const closing = []
  watcher.on('event', ({ code, result, error }) => {
    if (result)
      closing.push(result.close())
    if (code === 'START')
      say('start')
    else if (code === 'ERROR')
      tell(error.message)
    else if (code === 'END')
      void Promise.all(closing.splice(0)).then(() => tell())
  })
  return { close: () => watcher.close() }
}

async function watchWithEsbuild() {
  const { context } = await import('esbuild')
  const { plugins, ...options } = await configOf('esbuild')
  const telling = { name: 'telling', setup({ onStart, onEnd }) {
    onStart(() => say('start'))
    onEnd(({ errors: [error] }) => tell(error?.text))
  } }
  const built = await context({ ...options, outdir: OUTPUT, plugins: [...plugins.filter(Boolean), telling] })
  // The end of a build that fails has been told.
  const rebuild = () => built.rebuild().catch(() => { /* told by the plugin */ })
  await (byHand ? rebuild() : built.watch())
  return { rebuild, close: () => built.dispose() }
}
