import { join } from 'node:path'
import { readSources } from '../../inputs/sources'
import { fileOf } from '../call'
import type { Call, Recipe, Rule } from '../types'
import { styleCompilers, styleInputs } from './css'
import { type Input, tsconfigInputs } from './files'
import { readPostcss } from './postcss'

const PACKAGES = ['@sveltejs/vite-plugin-svelte', 'svelte', 'vite']
const CONFIG_NAMES = ['js', 'ts', 'mjs', 'mts'].map(extension => `svelte.config.${extension}`)
const WORKER_STYLE_RE = /<style\b[^>]*\blang=["']?(?:less|styl(?:us)?)\b/
const STYLE_RE = /<style\b[^>]*\blang=/
const LANGUAGE_RE = /<style\b[^>]*\blang=["']?(\w+)/
/** Options in the words of the plugin's closures, see `inputs/identity.ts`. */
const DYNAMIC_OPTIONS = { pattern: /dynamicCompileOptions: ƒ/, reason: 'the option dynamicCompileOptions may look at anything' }

/** The compilers of `@sveltejs/vite-plugin-svelte`. Styles travel in the module's `meta`. */
export const svelteCompile: Recipe = {
  plugins: /^vite-plugin-svelte:compile(?:-module)?$/,
  rule({ root }): Rule {
    const config = readConfig(root)
    return {
      hooks: ['transform'],
      portable: true,
      packages: [...PACKAGES, ...config.packages],
      setup: false,
      config: ['root', 'isProduction', 'build.sourcemap', 'css.devSourcemap', 'server.hmr'],
      sharedInputs: config.inputs,
      forbids: [DYNAMIC_OPTIONS],
    }
  },
}

/** Its preprocessors: TypeScript and style languages by way of Vite. */
export const sveltePreprocess: Recipe = {
  plugins: /^vite-plugin-svelte:preprocess$/,
  rule(project) {
    if (project.config('command') === 'serve' || project.config('build.watch'))
      return { refuse: 'it keeps a list of dependencies while watching' }
    const postcss = readPostcss(project)
    const config = readConfig(project.root)
    return {
      hooks: ['transform'],
      portable: true,
      setup: false,
      packages: [...PACKAGES, ...config.packages, ...postcss.packages],
      compilers: ({ code }) => styleCompilers(LANGUAGE_RE.exec(code ?? '')?.[1]),
      config: ['root', 'css', 'oxc', 'esbuild', 'resolve.alias', 'isProduction', 'build.target'],
      forbids: [DYNAMIC_OPTIONS],
      bypass: ({ code }: Call) => bypassStyles(code ?? '', postcss.problem),
      resolvesOnly: true,
      sharedInputs: [...config.inputs, ...postcss.inputs],
      inputs: ({ id }, watched, files) => [...tsconfigInputs(fileOf(id), project.root, files), ...styleInputs(id, watched, files)],
    }
  },
}

/** Its options are seen; this is for the code of what the configuration imports. */
function readConfig(root: string): { inputs: Input[], packages: string[] } {
  const { files, packages } = readSources(CONFIG_NAMES.map(name => join(root, name)))
  return { inputs: files.map((path): Input => ['content', path]), packages }
}

function bypassStyles(code: string, problem: string | undefined): string | undefined {
  if (WORKER_STYLE_RE.test(code))
    return 'Less and Stylus run in worker threads'
  return problem !== undefined && STYLE_RE.test(code) ? problem : undefined
}
