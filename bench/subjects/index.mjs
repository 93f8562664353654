import { svelteWithEsbuild } from './esbuild.mjs'
import { reactWithRspack, reactWithWebpack } from './loaders.mjs'
import { VITE_SUBJECTS, typescriptWithVite } from './vite.mjs'
import { vueInVitest } from './vitest.mjs'

/** @typedef {import('./variants.mjs').Variant} Variant */

/**
 * An upper limit for one variant ÷ another, or ÷ the best of several.
 * @typedef {object} Target
 * @property {string} variant
 * @property {string[]} than
 * @property {number} atMost
 * @property {'ms' | 'transformMs'} [of]  what is compared, by default the time of the whole process
 */

/**
 * What is measured: one app, and the ways to build it.
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} app          kind of the generated app
 * @property {number} components   as many as it has by default
 * @property {number} rounds       by default
 * @property {(components: number) => Record<string, string>} [files]  on top of the app's own
 * @property {(dir: string, options: { sourcemap: boolean }) => { bin: string, args: string[] }} command
 * @property {Variant[]} variants  in this order; the first has no cache
 * @property {Target[]} targets
 */

/** @type {Record<string, Subject>} */
export const SUBJECTS = Object.fromEntries(
  [...VITE_SUBJECTS, typescriptWithVite, reactWithWebpack, reactWithRspack, svelteWithEsbuild, vueInVitest].map(subject => [subject.name, subject]),
)
