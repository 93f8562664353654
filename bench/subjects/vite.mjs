import { findTool } from '../lib/build.mjs'
import { OURS, PLAIN } from './variants.mjs'

const LIMITS = {
  vue: { warm: 0.45, cold: 1.06 },
  react: { warm: 0.30, cold: 1.06 },
  svelte: { warm: 0.45, cold: 1.06 },
}

/** Each app with the Vite plugins that it comes with. @type {import('./index.mjs').Subject[]} */
export const VITE_SUBJECTS = Object.entries(LIMITS).map(([name, limits]) => ({
  name,
  app: name,
  components: 400,
  rounds: 5,
  command: (dir, { sourcemap }) => ({ bin: findTool(dir, 'vite').bin, args: ['build', ...sourcemap ? ['--sourcemap'] : []] }),
  variants: [PLAIN, ...OURS],
  targets: Object.entries(limits).map(([variant, atMost]) => ({ variant, than: ['plain'], atMost })),
}))
