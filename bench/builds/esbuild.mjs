/** Builds the Svelte app that this file is copied into, with `--sourcemap`. CACHES names the caches that are on. */
import process from 'node:process'
import { build } from 'esbuild'

const caches = (process.env.CACHES ?? 'ours').split(',')
const cache = caches.includes('ours') ? [(await import('unplugin-cache/esbuild')).default()] : []
// Later, because it takes functions out of `fs` when it is loaded, which cannot be watched any more then.
const { default: svelte } = await import('esbuild-svelte')

await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  sourcemap: process.argv.includes('--sourcemap'),
  conditions: ['svelte', 'browser'],
  logLevel: 'warning',
  plugins: [...cache, svelte()],
})
