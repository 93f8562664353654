import type { Recipe } from '../../types'
import { babelLoader } from './babel'
import { mdxLoader, svelteLoader, svgrLoader, tsLoader } from './compilers'
import { refusedLoaders } from './refused'
import { postcssLoader, sassLoader } from './styles'

/** What is known of well-known loaders of webpack and Rspack. */
export const LOADER_RECIPES: readonly Recipe[] = [
  babelLoader,
  tsLoader,
  sassLoader,
  postcssLoader,
  mdxLoader,
  svgrLoader,
  svelteLoader,
  ...refusedLoaders,
]
