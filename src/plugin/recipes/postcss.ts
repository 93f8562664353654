import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findPackage } from '../../util/package-dir'
import type { ProjectView } from '../types'
import type { Input } from './files'

/** PostCSS plugins that look at nothing but the style sheet, browserslist and what they declare. */
const SAFE_POSTCSS = new Set(['autoprefixer', 'postcss-nested', 'postcss-nesting', 'postcss-preset-env', 'postcss-import', 'postcss-custom-media', 'postcss-custom-properties', 'postcss-flexbugs-fixes', 'postcss-pxtorem', 'postcss-px-to-viewport', 'cssnano', 'postcss-simple-vars', 'postcss-mixins', 'postcss-calc'])
/** What cssnano is made of, by the names that its plugins go by. */
const CSSNANO_RE = /^(?:css-declaration-sorter|cssnano-util-raw-cache|postcss-(?:calc|colormin|convert-values|discard-(?:comments|duplicates|empty|overridden|unused)|merge-(?:idents|longhand|rules)|minify-(?:font-values|gradients|params|selectors)|normalize-(?:charset|display-values|positions|repeat-style|string|timing-functions|unicode|url|whitespace)|ordered-values|reduce-(?:idents|initial|transforms)|svgo|unique-selectors|zindex))$/
const POSTCSS_FILES = ['.postcssrc', ...['json', 'yaml', 'yml', 'js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map(extension => `.postcssrc.${extension}`), ...['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map(extension => `postcss.config.${extension}`)]
/** Words in a PostCSS configuration that are no plugins. */
const NO_PLUGIN = new Set(['plugins', 'module', 'exports', 'export', 'default', 'require', 'import', 'from', 'const', 'true', 'false', 'return', 'utf8', 'map', 'type', 'postcss', 'use strict'])

/** PostCSS as a project uses it. */
interface Postcss {
  /** Itself, and those of its plugins that the project names. */
  packages: string[]
  /** Why the configuration is not safe, or nothing. */
  problem: string | undefined
  /** Where PostCSS and browserslist look for configuration, and remember it. */
  inputs: Input[]
}

export function readPostcss(project: ProjectView): Postcss {
  const names = pluginNames(project)
  const known = names.flatMap(packagesOf)
  return {
    packages: ['postcss', ...known],
    problem: problemWith(names, project.root),
    inputs: postcssInputs(project.root),
  }
}

/** The packages that a plugin may come from, none of one that is not known. */
function packagesOf(name: string): string[] {
  const own = SAFE_POSTCSS.has(name) ? [name] : []
  return CSSNANO_RE.test(name) ? [...own, 'cssnano'] : own
}

function problemWith(names: readonly string[], root: string): string | undefined {
  const unknown = names.find(name => packagesOf(name).length === 0)
  if (unknown !== undefined)
    return `PostCSS uses ${unknown}, which may read other files`
  // Whoever has put it into the configuration has a copy of it somewhere, and nobody would notice another version.
  const hidden = names.find(name => packagesOf(name).every(dependency => findPackage(dependency, root) === undefined))
  return hidden === undefined ? undefined : `PostCSS uses ${hidden}, which the project itself cannot load`
}

/** True when a file has a configuration of its own, between it and the project. */
export function hasPostcssBelow(root: string, file: string): boolean {
  for (let dir = dirname(file); dir.startsWith(root) && dir !== root; dir = dirname(dir)) {
    if (POSTCSS_FILES.some(name => existsSync(join(dir, name))) || declaresPlugins(join(dir, 'package.json')))
      return true
  }
  return false
}

function declaresPlugins(manifest: string): boolean {
  return existsSync(manifest) && /"postcss"\s*:\s*\{/.test(readFileSync(manifest, 'utf8'))
}

function postcssInputs(root: string): Input[] {
  return [
    ...[...POSTCSS_FILES, '.browserslistrc', 'browserslist'].map((name): Input => ['content', join(root, name)]),
    ['settings', join(root, 'package.json#postcss,browserslist')],
  ]
}

function pluginNames(project: ProjectView): string[] {
  const inline = project.config('css.postcss')
  return typeof inline === 'object' && inline !== null ? namesInObject(inline) : namesInFiles(project.root)
}

function namesInObject({ plugins }: { plugins?: unknown }): string[] {
  const given = [plugins].flat(Infinity).filter(Boolean)
  return given.flatMap(pluginsIn).map(plugin => String((plugin as { postcssPlugin?: string }).postcssPlugin ?? 'an unknown plugin'))
}

/** As PostCSS sees it: a function may make the plugin, and a processor holds several. */
function pluginsIn(given: unknown): unknown[] {
  const { postcss } = given as { postcss?: unknown }
  const plugin = postcss === true ? (given as () => object)() : postcss ?? given
  const { plugins } = plugin as { plugins?: unknown }
  return Array.isArray(plugins) ? plugins.flatMap(pluginsIn) : [plugin]
}

/** The configuration is read as text: to run it would be to load what it imports. */
function namesInFiles(root: string): string[] {
  for (let dir = root; ; dir = dirname(dir)) {
    const file = POSTCSS_FILES.map(name => join(dir, name)).find(path => existsSync(path))
    if (file)
      return namesInText(readFileSync(file, 'utf8'))
    const manifest = join(dir, 'package.json')
    if (existsSync(manifest) && /"postcss"\s*:\s*\{\s*"plugins"/.test(readFileSync(manifest, 'utf8')))
      return ['plugins from package.json']
    if (dirname(dir) === dir)
      return []
  }
}

/** Everything in a configuration that may name a plugin: strings, and words with a hyphen. */
function namesInText(text: string): string[] {
  const code = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
  const strings = [...code.matchAll(/(["'`])([^"'`\n]+)\1/g)].map(([, , value]) => value!)
  const keys = [...code.matchAll(/([\w-]+)\s*:\s*[{[]/g)].map(([, value]) => value!)
  return [...strings, ...keys].filter(name => /^[@a-z][\w@/-]*$/i.test(name) && !NO_PLUGIN.has(name))
}
