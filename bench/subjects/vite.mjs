import { findTool } from '../lib/build.mjs'
import { OURS, PLAIN } from './variants.mjs'

const LIMITS = {
  vue: { warm: 0.45, cold: 1.06 },
  react: { warm: 0.30, cold: 1.06 },
  svelte: { warm: 0.45, cold: 1.06 },
}

const VITE_BUILD = {
  components: 400,
  rounds: 5,
  command: (dir, { sourcemap }) => ({ bin: findTool(dir, 'vite').bin, args: ['build', ...sourcemap ? ['--sourcemap'] : []] }),
}

/** An app without plugins, where there is nothing to win. @type {import('./index.mjs').Subject} */
export const typescriptWithVite = {
  ...VITE_BUILD,
  name: 'typescript',
  app: 'typescript',
  rounds: 9,
  variants: [PLAIN, { name: 'idle', caches: ['ours'] }],
  targets: [{ variant: 'idle', than: ['plain'], atMost: 1.02 }],
}

/** Each app with the Vite plugins that it comes with. @type {import('./index.mjs').Subject[]} */
export const VITE_SUBJECTS = Object.entries(LIMITS).map(([name, limits]) => ({
  ...VITE_BUILD,
  name,
  app: name,
  variants: [PLAIN, ...OURS],
  targets: Object.entries(limits).map(([variant, atMost]) => ({ variant, than: ['plain'], atMost })),
}))
