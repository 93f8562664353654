import { fileOf } from '../../call'
import type { Recipe } from '../../types'
import { styleInputs } from '../css'

const STYLE_RE = /\.(?:css|sass|scss)$/
const INLINE_MAP = 'sourceMappingURL=data:'

/**
 * `esbuild-sass-plugin`. It remembers results by the times of files; what it finds by way of `require.resolve`
 * depends on the packages around. Source maps name files outside of the project by the way there, and in base64:
 * results with one stay where they are.
 */
export const sass: Recipe = {
  plugins: /^sass-plugin$/,
  rule: project => ({
    hooks: ['load'],
    ids: { load: STYLE_RE },
    portable: !project.config('sourcemap'),
    reject: code => (!project.config('sourcemap') && code.includes(INLINE_MAP) ? 'it has a source map, which the build does not ask for' : undefined),
    packages: ['esbuild-sass-plugin', 'sass'],
    config: [],
    remembersResults: true,
    remembers: name => !STYLE_RE.test(name),
    resolvesOnly: true,
    inputs: ({ id }, watched, files) => styleInputs(fileOf(id), watched, files),
    forbids: [
      { pattern: /§transform: ƒ/, reason: 'the option transform may read anything, and leaves style sheets for another callback' },
      { pattern: /\boptions\.embedded: true/, reason: 'the embedded compiler reads files on its own' },
    ],
  }),
}
