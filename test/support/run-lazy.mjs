/**
 * Watches the project in the working directory, whose lazily loaded modules are compiled when somebody asks for them:
 * `node run-lazy.mjs <webpack | rspack | rsbuild> <cache: true | false>`. The command `ask` asks for all of them, as a
 * browser would: webpack has a server for that, Rspack a middleware, and Rsbuild a dev server with it. It does not end.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { obey, provideCache, say } from './bundler.mjs'

const [bundler, withCache] = process.argv.slice(2)
const OUTPUT = join(process.cwd(), 'dist')
const TRIGGER = '/_rspack/lazy/trigger'
const LAZY = { entries: false, imports: true }
await provideCache(bundler, withCache)
const { default: config } = await import(pathToFileURL(join(process.cwd(), 'webpack.config.mjs')).href)
const trigger = await { webpack: watchWithWebpack, rspack: watchWithRspack, rsbuild: serveWithRsbuild }[bundler]()
obey({
  async ask() {
    const code = readdirSync(OUTPUT, { recursive: true }).filter(name => name.endsWith('.js')).map(name => readFileSync(join(OUTPUT, name), 'utf8')).join('\n')
    const modules = [...new Set([...code.matchAll(/\bdata(?: =|:) ("[^"]+")/g)].map(([, text]) => JSON.parse(text)))]
    const response = await trigger(modules, code)
    await response.body.cancel()
    say('asked', { modules: modules.length, status: response.status, port: new URL(response.url).port })
  },
})

async function watchWithWebpack() {
  const { default: webpack } = await import('webpack')
  const compiler = webpack({ ...config, experiments: { lazyCompilation: LAZY } })
  watch(compiler)
  return (modules, code) => {
    const url = decodeURIComponent(/lazy-compilation-web\.js\?(http[\w%.-]+)/.exec(code)[1])
    return fetch(url + modules.join('@'))
  }
}

async function watchWithRspack() {
  const { rspack } = await import('@rspack/core')
  const compiler = rspack({ ...config, lazyCompilation: LAZY })
  const server = createServer(rspack.lazyCompilationMiddleware(compiler))
  await new Promise(resolve => server.listen(0, resolve))
  watch(compiler)
  return modules => post(server.address().port, modules)
}

async function serveWithRsbuild() {
  const { createRsbuild } = await import('@rsbuild/core')
  const { default: rsbuildConfig } = await import(pathToFileURL(join(process.cwd(), 'rsbuild.config.mjs')).href)
  const rsbuild = await createRsbuild({ cwd: process.cwd(), rsbuildConfig: { ...rsbuildConfig, dev: { writeToDisk: true, hmr: false, lazyCompilation: LAZY }, logLevel: 'error' } })
  rsbuild.onAfterDevCompile(() => say('built'))
  const { port } = await rsbuild.startDevServer()
  return modules => post(port, modules)
}

function post(port, modules) {
  return fetch(`http://localhost:${port}${TRIGGER}`, { method: 'POST', body: modules.join('\n') })
}

function watch(compiler) {
  compiler.watch({ aggregateTimeout: 20, ignored: ['**/dist/**'] }, (error, stats) => {
    if (error || stats.hasErrors())
      say('failed', { message: error?.message ?? stats.toString({ all: false, errors: true }) })
    else
      say('built')
  })
}
