import { fileOf } from '../call'
import type { AnyPlugin, Call, ProjectView, Recipe, Rule } from '../types'
import { babelInputs } from './files'

const EXTERNAL_MAP_RE = /[#@]\s*sourceMappingURL=(?!data:)/

/** What all plugins around Babel have in common. */
function babelRule(root: string, packages: readonly string[]): Rule {
  return {
    hooks: ['transform'],
    portable: true,
    packages: ['@babel/core', ...packages],
    bypass: hasExternalMap,
    inputs: ({ id }) => babelInputs(fileOf(id), root),
  }
}

/** `@vitejs/plugin-react` up to version 5; version 6 leaves Babel to the next one. */
export const react: Recipe = {
  plugins: /^vite:react-babel$/,
  rule(project) {
    if (othersAddBabelOptions(project))
      return { refuse: 'another plugin changes its options for each file' }
    return { ...babelRule(project.root, ['@vitejs/plugin-react', 'babel-plugin-react-compiler']), config: ['root', 'isProduction', 'server.hmr', 'esbuild'] }
  },
}

/** `@rolldown/plugin-babel`, also for the React Compiler. */
export const rolldownBabel: Recipe = {
  plugins: /^@rolldown\/plugin-babel$/,
  rule: ({ root }) => ({
    ...babelRule(root, ['@rolldown/plugin-babel', '@vitejs/plugin-react', 'babel-plugin-react-compiler']),
    config: ['root'],
  }),
}

/** `@rollup/plugin-babel`, which goes by this name as an input and as an output plugin. */
export const rollupBabel: Recipe = {
  plugins: /^babel$/,
  rule: ({ root }, plugin) => ({
    ...babelRule(root, ['@rollup/plugin-babel']),
    hooks: plugin.renderChunk ? ['renderChunk'] : ['transform'],
    chunk: ['name'],
    outputOptions: ['format'],
  }),
}

/** `vite-plugin-solid`. */
export const solid: Recipe = {
  plugins: /^solid$/,
  rule: ({ root }) => ({
    ...babelRule(root, ['vite-plugin-solid', 'babel-preset-solid', 'solid-js', 'solid-refresh']),
    ids: { transform: /\.[cm]?[jt]sx(?:$|\?)/i },
    config: ['root'],
  }),
}

function othersAddBabelOptions(project: ProjectView): boolean {
  return project.plugins().some((plugin: AnyPlugin) => typeof (plugin?.api as { reactBabel?: unknown } | undefined)?.reactBabel === 'function')
}

/** Babel reads such a map from disk with its own copy of `readFileSync`. */
export function hasExternalMap({ code }: Call): string | undefined {
  return EXTERNAL_MAP_RE.test(code ?? '') ? 'its source map is in another file' : undefined
}
