import type { Recipe } from '../../types'

/** Where the callback for components leaves their styles, for the other one. */
const STYLE_RE = /^fakecss:(.*)\.esbuild-svelte-fake-css$/

/** `esbuild-svelte`: components, and their styles as modules of their own. It remembers results by the times of files. */
export const svelte: Recipe = {
  plugins: /^esbuild-svelte$/,
  rule: () => ({
    hooks: ['load'],
    state: 'file',
    readers: [],
    portable: true,
    setup: false,
    packages: ['esbuild-svelte', 'svelte', 'esbuild'],
    config: [],
    remembersResults: true,
    parent: componentOf,
    derived: ({ id }) => STYLE_RE.test(id),
    forbids: [{ pattern: /\boptions\.preprocess\b/, reason: 'its preprocessors are not known to be pure' }],
  }),
}

function componentOf(id: string): string | undefined {
  const path = STYLE_RE.exec(id)?.[1]
  return path === undefined ? undefined : `${path}.svelte`
}
