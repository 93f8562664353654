import { resolve } from 'node:path'
import { isRecord } from '../../../util/stable'
import { fileOf } from '../../call'
import type { AnyPlugin, ProjectView, Recipe } from '../../types'
import { styleCompilers, styleInputs } from '../css'
import type { Input } from '../files'
import { hasPostcssBelow, readPostcss } from '../postcss'
import { optionsOf } from './options'

const JITI_CACHE_RE = /[/\\](?:\.cache|te?mp)[/\\]jiti(?:[/\\]|$)/i
const STYLE_RE = /\.(?:css|less|sass|scss|pcss|postcss|sss)$/
/** `sass-loader`. */
export const sassLoader: Recipe = {
  plugins: /^sass-loader$/,
  rule: ({ root }, plugin) => ({
    hooks: ['transform'],
    portable: true,
    packages: styleCompilers('scss'),
    // It finds one compiler for all files by it, and looks at nothing else of it. That compiler may be a process.
    harmless: ['reads this._compiler', 'uses a worker thread', 'starts a process', 'talks to a process'],
    remembers: name => !STYLE_RE.test(name),
    resolvesOnly: true,
    inputs: ({ id }, watched, files) => [...styleInputs(id, stylesAmong(watched), files), ...loadPathsOf(plugin).map((path): Input => ['styles', resolve(root, path)])],
  }),
}

/** Configuration lies among folders that come and go, and is looked for elsewhere. */
function stylesAmong(paths: readonly string[]): string[] {
  return paths.filter(path => STYLE_RE.test(path))
}

/** Where Sass looks for what is not next to the importer. */
function loadPathsOf(plugin: AnyPlugin): string[] {
  const { sassOptions } = optionsOf(plugin)
  const { loadPaths, includePaths } = isRecord(sassOptions) ? sassOptions : {}
  return [loadPaths, includePaths].flat().filter(path => typeof path === 'string')
}

/** `postcss-loader`, with plugins that look at nothing but the style sheet. */
export const postcssLoader: Recipe = {
  plugins: /^postcss-loader$/,
  rule(project, plugin) {
    const { postcssOptions = {}, execute } = optionsOf(plugin)
    if (!isRecord(postcssOptions) || execute)
      return { refuse: 'its options are code that runs for each file' }
    if (typeof postcssOptions.config === 'string')
      return { refuse: 'its configuration is not where others look for it' }
    // Plugins in the options come on top of those in a file.
    const parts = [readPostcss(withPlugins(project, postcssOptions.plugins ?? [])), ...postcssOptions.config === false ? [] : [readPostcss(withPlugins(project, undefined))]]
    const problem = parts.find(part => part.problem !== undefined)?.problem
    if (problem !== undefined)
      return { refuse: problem }
    return {
      hooks: ['transform'],
      portable: true,
      packages: parts.flatMap(part => part.packages),
      sharedInputs: parts[0]!.inputs,
      bypass: ({ id }) => (hasPostcssBelow(project.root, fileOf(id)) ? 'its configuration is in a folder of the project' : undefined),
      // The reader of its configuration has a cache.
      harmless: ['writes files'],
      ignores: (_question, path) => JITI_CACHE_RE.test(path),
      remembers: name => !STYLE_RE.test(name),
      resolvesOnly: true,
      inputs: ({ id }, watched, files) => styleInputs(id, stylesAmong(watched), files),
    }
  },
}

/** The project as the reader of the configuration sees it, with these plugins; with `undefined`, they are in a file. */
function withPlugins(project: ProjectView, plugins: unknown): ProjectView {
  const list = isRecord(plugins) ? Object.keys(plugins) : plugins
  return { ...project, config: part => (part === 'css.postcss' && list !== undefined ? { plugins: [list].flat().map(describePlugin) } : undefined) }
}

/** A plugin is an object, a function, a name, or one of these with options. */
function describePlugin(plugin: unknown): unknown {
  const [first] = [plugin].flat()
  return typeof first === 'string' ? { postcssPlugin: first } : first
}
