import type { Recipe } from '../types'
import { react, rolldownBabel, rollupBabel, solid } from './babel'
import { esbuild, mdx, svgr, swc, viteEsbuild } from './compilers'
import { css } from './css'
import { LOADER_RECIPES } from './loaders'
import { terser, viteTerser, viteTranspile } from './minifiers'
import { minimizers } from './minimizers'
import { refused } from './refused'
import { svelteCompile, sveltePreprocess } from './svelte'
import { vue, vueJsx } from './vue'

/** What is known of well-known plugins; the first that matches counts. */
export const RECIPES: readonly Recipe[] = [
  vue,
  vueJsx,
  react,
  rolldownBabel,
  rollupBabel,
  solid,
  svelteCompile,
  sveltePreprocess,
  css,
  mdx,
  svgr,
  esbuild,
  viteEsbuild,
  swc,
  viteTerser,
  viteTranspile,
  terser,
  minimizers,
  ...refused,
  ...LOADER_RECIPES,
]
