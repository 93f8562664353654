import process from 'node:process'
import mdx from '@mdx-js/esbuild'
import svelte from 'esbuild-svelte'
import flavor from 'flavor/esbuild.js'
import { definitions } from './definitions.mjs'
import { options, tag } from './plugin-options.mjs'
import { scss } from './scss.mjs'

const { minify = false, sourcemap = true, target = 'esnext', format = 'esm' } = JSON.parse(process.env.FLAGS)

export default {
  entryPoints: ['src/main.ts'],
  bundle: true,
  outdir: process.env.OUT_DIR,
  loader: { '.svg': 'file' },
  define: definitions,
  // A script beside a module of the same name wins.
  resolveExtensions: ['.js', '.ts'],
  external: ['svelte', 'svelte/*', 'react', 'react/*'],
  minify,
  sourcemap,
  target,
  format,
  plugins: [globalThis.cache({ plugins: { flavor: true, scss: true } }), flavor(tag), scss, svelte(options), mdx()],
}
