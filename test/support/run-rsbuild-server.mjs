/**
 * Serves the project in the working directory with Rsbuild: `node run-rsbuild-server.mjs <cache: true | false> <port>`.
 * All that is served is written into the folder `served` as well.
 */
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { createRsbuild } from '@rsbuild/core'
import { obey, provideCache, say } from './bundler.mjs'

const [withCache, port] = process.argv.slice(2)
await provideCache('rsbuild', withCache)
const { default: { output, plugins, ...config } } = await import(pathToFileURL(join(process.cwd(), 'rsbuild.config.mjs')).href)
const rsbuild = await createRsbuild({
  cwd: process.cwd(),
  rsbuildConfig: {
    ...config,
    mode: 'development',
    logLevel: 'error',
    dev: { writeToDisk: true },
    server: { host: '127.0.0.1', port: Number(port), strictPort: true },
    output: { ...output, distPath: { root: 'served' }, cleanDistPath: true },
    plugins: [...plugins, { name: 'telling', setup: api => api.onAfterDevCompile(() => say('built')) }],
  },
})
const { server } = await rsbuild.startDevServer()
obey({
  async close() {
    await server.close()
    process.stdin.destroy()
  },
})
