/** What the scripts that run in child processes have in common. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/** Puts `globalThis.cache(options)` in place, for the configuration of the project. */
export async function provideCache(bundler, withCache) {
  const door = bundler.startsWith('vite') ? 'vite' : bundler
  const plugin = withCache === 'true' ? (await import(`unplugin-cache/${door}`)).default : () => null
  globalThis.bundler = bundler
  globalThis.cache = options => plugin(options)
}

/** Vite 7 is installed next to the playground app that uses it. */
export function importVite(bundler) {
  if (bundler === 'vite')
    return import('vite')
  const require = createRequire(new URL('../../playground/react-vite7/package.json', import.meta.url))
  return import(pathToFileURL(join(require.resolve('vite/package.json'), '../dist/node/index.js')).href)
}

export function say(event, details = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`)
}

/** Runs the function that a command names. */
export function obey(commands) {
  createInterface({ input: process.stdin }).on('line', line => void commands[JSON.parse(line).command]())
}
