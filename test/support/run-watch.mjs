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
const watcher = await (bundler === 'esbuild' ? watchWithEsbuild() : bundler.startsWith('vite') ? watchWithVite() : watchWithRollup())
/** Results to close before a build counts as done: that is when the cache is written. */
const closing = []
watcher.on('event', ({ code, result, error }) => {
  if (result)
    closing.push(result.close())
  if (code === 'START')
    say('start')
  else if (code === 'ERROR')
    say('failed', { message: error.message })
  else if (code === 'END')
    void Promise.all(closing.splice(0)).then(() => say('built'))
})
obey({
  async close() {
    await watcher.close()
    process.stdin.destroy()
  },
})

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
