import { resolve } from 'node:path'
import { isRecord } from '../../../util/stable'
import { fileOf } from '../../call'
import type { AnyPlugin, ProjectView, Recipe } from '../../types'
import { styleCompilers, styleInputs } from '../css'
import type { Input } from '../files'
import { readPostcss } from '../postcss'
import { optionsOf } from './options'

const STYLE_RE = /\.(?:css|less|sass|scss|pcss|postcss|sss)$/
/** Functions of Less that read files which they do not declare. */
const UNDECLARED_RE = /\bdata-uri\(|@plugin\b/

/** `sass-loader`. */
export const sassLoader: Recipe = {
  plugins: /^sass-loader$/,
  rule: ({ root }, plugin) => ({
    hooks: ['transform'],
    portable: true,
    packages: styleCompilers('scss'),
    // It finds one compiler for all files by it, and looks at nothing else of it. That compiler may be a process.
    harmless: ['reads this._compiler', 'uses a worker thread', 'starts a process'],
    remembers: name => !STYLE_RE.test(name),
    resolvesOnly: true,
    inputs: ({ id }, watched, files) => [...styleInputs(id, watched, files), ...loadPathsOf(plugin).map((path): Input => ['styles', resolve(root, path)])],
  }),
}

/** Where Sass looks for what is not next to the importer. */
function loadPathsOf(plugin: AnyPlugin): string[] {
  const { sassOptions } = optionsOf(plugin)
  const { loadPaths, includePaths } = isRecord(sassOptions) ? sassOptions : {}
  return [loadPaths, includePaths].flat().filter(path => typeof path === 'string')
}

/** `less-loader`, which resolves through a plugin for Less that it makes from its context. */
export const lessLoader: Recipe = {
  plugins: /^less-loader$/,
  rule: () => ({
    hooks: ['transform'],
    portable: true,
    packages: styleCompilers('less'),
    remembers: name => !STYLE_RE.test(name),
    resolvesOnly: true,
    bypass: ({ code }) => (UNDECLARED_RE.test(code ?? '') ? 'it reads files that it does not declare' : undefined),
    inputs: ({ id }, watched, files) => styleInputs(id, watched, files),
  }),
}

/** `postcss-loader`, with plugins that look at nothing but the style sheet. */
export const postcssLoader: Recipe = {
  plugins: /^postcss-loader$/,
  rule(project, plugin) {
    const { postcssOptions, execute } = optionsOf(plugin)
    if (typeof postcssOptions === 'function' || execute)
      return { refuse: 'its options are code that runs for each file' }
    const postcss = readPostcss(withPlugins(project, postcssOptions))
    if (postcss.problem !== undefined)
      return { refuse: postcss.problem }
    return {
      hooks: ['transform'],
      portable: true,
      packages: postcss.packages,
      sharedInputs: postcss.inputs,
      // A cache of the reader of its configuration.
      harmless: ['writes files'],
      remembers: name => !STYLE_RE.test(name),
      resolvesOnly: true,
      inputs: ({ id }, watched, files) => styleInputs(fileOf(id), watched, files),
    }
  },
}

/** The plugins are in the options, or in a file where the reader of the configuration looks for them. */
function withPlugins(project: ProjectView, options: unknown): ProjectView {
  const { plugins } = isRecord(options) ? options : {}
  const list = isRecord(plugins) ? Object.keys(plugins) : plugins
  return { ...project, config: part => (part === 'css.postcss' && list !== undefined ? { plugins: [list].flat(Infinity).map(describePlugin) } : undefined) }
}

function describePlugin(plugin: unknown): unknown {
  const [name] = [plugin].flat()
  return typeof name === 'string' ? { postcssPlugin: name } : plugin
}
