import { fileOf } from '../call'
import type { Recipe } from '../types'
import { babelInputs, lookupInputs, tsconfigInputs } from './files'

export const SVGR_FILES: readonly string[] = [
  ...['', '.json', '.yaml', '.yml', '.js', '.ts', '.cjs', '.mjs'].flatMap(extension => [`.svgrrc${extension}`, `.config/svgrrc${extension}`]),
  ...['js', 'ts', 'cjs', 'mjs'].flatMap(extension => [`svgr.config.${extension}`, `svgo.config.${extension}`]),
]

/** `@mdx-js/rollup` without plugins: theirs are functions that may read files or count across documents. */
export const mdx: Recipe = {
  plugins: /^@mdx-js\/rollup$/,
  rule: () => ({
    hooks: ['transform'],
    ids: { transform: /\.(?:mdx?|markdown|mdown|mkdn?|mkdown|mdwn|ron)(?:$|\?)/ },
    portable: true,
    packages: ['@mdx-js/rollup'],
    config: ['mode'],
    forbids: [{ pattern: /(?:remark|rehype|recma)Plugins\.length: [1-9]/, reason: 'its remark and rehype plugins are not known to be pure' }],
  }),
}

/** `vite-plugin-svgr`: reads the picture and its configuration in `load`. */
export const svgr: Recipe = {
  plugins: /^vite-plugin-svgr$/,
  rule: ({ root }) => ({
    hooks: ['load'],
    ids: { load: /\.svg\?/ },
    portable: true,
    packages: ['vite-plugin-svgr', '@svgr/core', 'vite'],
    inputs: ({ id }) => [...lookupInputs(fileOf(id), root, SVGR_FILES), ['settings', `${root}/package.json#svgr`], ...babelInputs(fileOf(id), root)],
  }),
}

/** `rollup-plugin-esbuild`. esbuild is a process of its own that only computes. */
export const esbuild: Recipe = {
  plugins: /^esbuild(?:-minify)?$/,
  rule: ({ root }, plugin) => ({
    hooks: plugin.transform ? ['transform', 'renderChunk'] : ['renderChunk'],
    ids: { transform: /\.[jt]sx?$/ },
    chunk: [],
    outputOptions: ['format'],
    portable: true,
    evaluates: true,
    packages: ['rollup-plugin-esbuild', 'esbuild'],
    harmless: ['starts a process', 'talks to a process'],
    inputs: ({ id, hook }, _watched, files) => (hook === 'renderChunk' ? [] : tsconfigInputs(fileOf(id), root, files)),
  }),
}

/** TypeScript and JSX in Vite 7. */
export const viteEsbuild: Recipe = {
  plugins: /^vite:esbuild$/,
  rule: ({ root }) => ({
    hooks: ['transform'],
    ids: { transform: /\.(?:m?ts|[jt]sx)(?:$|\?)/ },
    portable: true,
    evaluates: true,
    closures: false,
    packages: ['vite', 'esbuild'],
    config: ['esbuild', 'build.target'],
    harmless: ['starts a process', 'talks to a process'],
    inputs: ({ id }, _watched, files) => tsconfigInputs(fileOf(id), root, files),
  }),
}

/** `unplugin-swc`. swc is native: where it looks for files cannot be seen. */
export const swc: Recipe = {
  plugins: /^(?:swc|unplugin-swc)$/,
  rule: ({ root }) => ({
    hooks: ['transform'],
    ids: { transform: /\.[cm]?[jt]sx?$/ },
    portable: true,
    evaluates: true,
    packages: ['unplugin-swc', '@swc/core'],
    forbids: [{ pattern: /experimental\.plugins\.length: [1-9]/, reason: 'its WebAssembly plugins are not known' }],
    inputs: ({ id }, _watched, files) => [...tsconfigInputs(id, root, files), ...lookupInputs(id, root, ['.swcrc']), ...babelInputs(id, root), ['content', `${id}.map`]],
  }),
}
