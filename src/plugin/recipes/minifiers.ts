import type { Call, Recipe, Rule } from '../types'

/** State that is written while one chunk is rendered and read while the next one is. */
export const NAME_CACHE = 'the option nameCache carries names from chunk to chunk'

/** Minifiers look at the code and little else, and compute in threads or processes of their own. */
const MINIFIER: Pick<Rule, 'hooks' | 'portable' | 'evaluates' | 'harmless'> = {
  hooks: ['renderChunk'],
  portable: true,
  evaluates: true,
  harmless: ['uses a worker thread', 'starts a process', 'talks to a process'],
}

/** `build.minify: 'terser'` in Vite. */
export const viteTerser: Recipe = {
  plugins: /^vite:terser$/,
  rule(project) {
    if (project.config('build.minify') !== 'terser')
      return { refuse: 'it has nothing to do', quiet: true }
    const options = project.config('build.terserOptions') as { nameCache?: unknown } | undefined
    if (options?.nameCache)
      return { refuse: NAME_CACHE }
    return {
      ...MINIFIER,
      closures: false,
      chunk: [],
      outputOptions: ['format', 'sourcemap', 'minify', '__vite_force_terser__'],
      packages: ['vite', 'terser'],
      config: ['build.terserOptions', 'build.lib', 'build.minify'],
      bypass: bypassLegacy,
    }
  },
}

/** `build.target` and `build.minify: 'esbuild'` in Vite 7. */
export const viteTranspile: Recipe = {
  plugins: /^vite:esbuild-transpile$/,
  rule(project) {
    if (project.config('build.target') === 'esnext' && project.config('build.minify') !== 'esbuild')
      return { refuse: 'it has nothing to do', quiet: true }
    return {
      ...MINIFIER,
      closures: false,
      chunk: ['fileName'],
      outputOptions: ['format', '__vite_skip_esbuild__'],
      packages: ['vite', 'esbuild'],
      config: ['build.target', 'build.minify', 'build.lib', 'esbuild', 'isProduction'],
      bypass: bypassLegacy,
    }
  },
}

/** `@rollup/plugin-terser`. */
export const terser: Recipe = {
  plugins: /^terser$/,
  rule: () => ({
    ...MINIFIER,
    chunk: [],
    outputOptions: ['format', 'sourcemap'],
    packages: ['@rollup/plugin-terser', 'terser'],
    forbids: [{ pattern: /nameCache\b/, reason: NAME_CACHE }],
  }),
}

/** Chunks for old browsers are known to Vite by the identity of their output options. */
function bypassLegacy({ id }: Call): string | undefined {
  return id.includes('-legacy') ? 'it is a chunk for old browsers' : undefined
}
