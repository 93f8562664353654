import type { Recipe } from '../../types'

/** `@mdx-js/esbuild` without plugins of its own. Its source maps, in base64, hold the path of the document. */
export const mdx: Recipe = {
  plugins: /^@mdx-js\/esbuild$/,
  rule: () => ({
    hooks: ['load'],
    packages: ['@mdx-js/esbuild'],
    config: [],
    forbids: [{ pattern: /(?:remark|rehype|recma)Plugins\.length: [1-9]/, reason: 'its remark and rehype plugins are not known to be pure' }],
  }),
}
