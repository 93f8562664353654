/**
 * Watches the project in the working directory: `node run-watch.mjs <bundler> <cache: true | false>`. The project's
 * configuration is that of `run-build.mjs`, but for the output folder `watched`, so that both can run.
 */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { importVite, obey, provideCache, say } from './bundler.mjs'

const [bundler, withCache] = process.argv.slice(2)
const OUTPUT = 'watched'
await provideCache(bundler, withCache)
/** Results to close before a build counts as done: that is when the cache is written. */
const closing = []
const watcher = await watch()
obey({
  async close() {
    await watcher.close()
    process.stdin.destroy()
  },
})

async function watch() {
  if (bundler === 'webpack' || bundler === 'rspack')
    return watchWithWebpack()
  const events = await (bundler === 'esbuild' ? watchWithEsbuild() : bundler.startsWith('vite') ? watchWithVite() : watchWithRollup())
  return events.on('event', ({ code, result, error }) => {
    if (result)
      closing.push(result.close())
    if (code === 'START')
      say('start')
    else if (code === 'ERROR')
      say('failed', { message: error.message })
    else if (code === 'END')
      void Promise.all(closing.splice(0)).then(() => say('built'))
  })
}

async function watchWithWebpack() {
  const { default: compile } = await import(bundler === 'webpack' ? 'webpack' : '@rspack/core')
  const { default: config } = await import(pathToFileURL(join(process.cwd(), 'webpack.config.mjs')).href)
  const compiler = (compile.rspack ?? compile)({ ...config, output: { ...config.output, path: join(process.cwd(), OUTPUT), clean: true } })
  const watching = compiler.watch({ aggregateTimeout: 20, ignored: ['**/dist/**', `**/${OUTPUT}/**`] }, (error, stats) => {
    if (error || stats.hasErrors())
      say('failed', { message: error?.message ?? stats.toString({ all: false, errors: true }) })
    else
      say('built')
  })
  const closed = end => new Promise((resolve, reject) => end(error => error ? reject(error) : resolve()))
  return {
    async close() {
      await closed(done => watching.close(done))
      await closed(done => compiler.close(done))
    },
  }
}

async function watchWithVite() {
  const { build } = await importVite(bundler)
  return build({ configFile: join(process.cwd(), 'vite.config.mjs'), logLevel: 'error', build: { watch: {}, outDir: OUTPUT } })
}

async function watchWithRollup() {
  const { watch } = await import(bundler)
  const { default: configs } = await import(pathToFileURL(join(process.cwd(), 'rollup.config.mjs')).href)
  const redirect = output => ({ ...output, dir: OUTPUT })
  const watched = [configs].flat().map(({ output, ...input }) => ({ ...input, output: [output].flat().map(redirect) }))
  return watch(watched.length === 1 ? watched[0] : watched)
}

/** A context of esbuild, with events like those of the others. */
async function watchWithEsbuild() {
  const { context } = await import('esbuild')
  const { default: { plugins, ...options } } = await import(pathToFileURL(join(process.cwd(), 'esbuild.config.mjs')).href)
  const events = new EventEmitter()
  const telling = { name: 'telling', setup: ({ onStart, onEnd }) => {
    onStart(() => void events.emit('event', { code: 'START' }))
    onEnd(({ errors: [error] }) => void events.emit('event', error ? { code: 'ERROR', error: { message: error.text } } : { code: 'END' }))
  } }
  const built = await context({ ...options, outdir: OUTPUT, plugins: [...plugins.filter(Boolean), telling] })
  await built.watch()
  return Object.assign(events, { close: () => built.dispose() })
}
