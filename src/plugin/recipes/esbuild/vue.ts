import type { Recipe } from '../../types'

/** `esbuild-plugin-vue3`. */
export const vue: Recipe = {
  plugins: /^vue$/,
  rule: () => ({ refuse: 'its callbacks pass parsed components to each other, which cannot be stored' }),
}
