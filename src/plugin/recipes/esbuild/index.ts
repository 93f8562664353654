import type { Recipe } from '../../types'
import { mdx } from './mdx'
import { sass } from './sass'
import { svelte } from './svelte'
import { vue } from './vue'

/** What is known of well-known plugins of esbuild; the first that matches counts. */
export const ESBUILD_RECIPES: readonly Recipe[] = [sass, svelte, mdx, vue]
