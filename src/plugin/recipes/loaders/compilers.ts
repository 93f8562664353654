import { fileOf } from '../../call'
import type { Recipe } from '../../types'
import { babelInputs, lookupInputs, tsconfigInputs } from '../files'
import { SVGR_FILES } from '../compilers'
import { optionsOf } from './options'

/** `ts-loader` that looks at one file at a time. */
export const tsLoader: Recipe = {
  plugins: /^ts-loader$/,
  rule({ root }, plugin) {
    const options = optionsOf(plugin)
    if (options.transpileOnly !== true && options.happyPackMode !== true)
      return { refuse: 'it looks at all files at once; with its option transpileOnly it looks at one' }
    if (options.getCustomTransformers ?? options.projectReferences)
      return { refuse: 'its transformers and project references see more than one file' }
    return {
      hooks: ['transform'],
      portable: true,
      packages: ['typescript', ...(typeof options.compiler === 'string' ? [options.compiler] : [])],
      // It finds the state for its options by it.
      harmless: ['reads this._compiler', 'reads this._compilation'],
      // It lists all folders, for files that it then does not look at.
      ignores: question => question === 'listing',
      inputs: ({ id }, _watched, files) => tsconfigInputs(fileOf(id), root, files),
    }
  },
}

/** `@mdx-js/loader` without plugins, as they may read files or count across documents. */
export const mdxLoader: Recipe = {
  plugins: /^@mdx-js\/loader$/,
  rule: () => ({
    hooks: ['transform'],
    portable: true,
    packages: [],
    harmless: ['reads this._compiler'],
    forbids: [{ pattern: /(?:remark|rehype|recma)Plugins\.length: [1-9]/, reason: 'its remark and rehype plugins are not known to be pure' }],
  }),
}

/** `@svgr/webpack`. */
export const svgrLoader: Recipe = {
  plugins: /^@svgr\/webpack$/,
  rule: ({ root }) => ({
    hooks: ['transform'],
    portable: true,
    packages: ['@svgr/core'],
    inputs: ({ id }) => [...lookupInputs(fileOf(id), root, SVGR_FILES), ['settings', `${root}/package.json#svgr`], ...babelInputs(fileOf(id), root)],
  }),
}

/** `svelte-loader`. */
export const svelteLoader: Recipe = {
  plugins: /^svelte-loader$/,
  rule(_project, plugin) {
    const { emitCss, preprocess } = optionsOf(plugin)
    if (emitCss)
      return { refuse: 'with its option emitCss it keeps styles for another request' }
    if (preprocess !== undefined)
      return { refuse: 'its preprocessors are not known' }
    return { hooks: ['transform'], portable: true, packages: ['svelte'] }
  },
}
