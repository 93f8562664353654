/**
 * Serves the project in the working directory: `node run-dev.mjs <bundler> <cache: true | false>`. Vite's own cache of
 * dependencies lies in the project, because `node_modules` is shared, and in a folder of that name, which plugins
 * leave alone.
 */
import { join } from 'node:path'
import process from 'node:process'
import { importVite, obey, provideCache, say } from './bundler.mjs'

const [bundler, withCache] = process.argv.slice(2)
await provideCache(bundler, withCache)
const { createServer } = await importVite(bundler)
const server = await createServer({
  configFile: join(process.cwd(), 'vite.config.mjs'),
  cacheDir: 'deps/node_modules/.vite',
  logLevel: 'error',
  server: { host: '127.0.0.1', port: 0, strictPort: false },
})
await server.listen()
say('listening', { url: urlOf() })
obey({
  async close() {
    await server.close()
    process.stdin.destroy()
  },
  /** After a change of the configuration, Vite restarts by itself. */
  url: () => say('url', { url: urlOf() }),
})

function urlOf() {
  const address = server.httpServer?.address()
  return address ? `http://127.0.0.1:${address.port}` : ''
}
