import { script } from './script.mjs'
import { OURS, PLAIN } from './variants.mjs'

/** @type {import('./index.mjs').Subject} */
export const svelteWithEsbuild = {
  name: 'esbuild',
  app: 'svelte',
  components: 400,
  rounds: 3,
  ...script('esbuild.mjs'),
  variants: [PLAIN, ...OURS],
  targets: [{ variant: 'warm', than: ['plain'], atMost: 0.5 }],
}
