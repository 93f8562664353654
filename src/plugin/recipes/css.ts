import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileOf } from '../call'
import type { Call, ProjectView, Recipe } from '../types'
import type { Input } from './files'

const MODULE_RE = /\.module\.(?:css|less|sass|scss|styl|stylus|pcss|postcss|sss)(?:$|\?)/
const STYLE_RE = /\.(?:css|less|sass|scss|styl|stylus|pcss|postcss|sss)(?:$|\?)/
/** Functions of Less and Stylus that read files which they do not declare. */
const UNDECLARED_RE = /\bdata-uri\(|\bjson\(|\buse\(|@plugin\b/
const PUBLIC_ASSET_RE = /__VITE_PUBLIC_ASSET__[\da-z]+__/
const ASSET_RE = /__VITE_ASSET__([\w$]+?)__(?:\$_(.*?)__)?/g
/** Vite 8 gives an asset with a fragment a random name. */
const RANDOM_ASSET_RE = /__VITE_ASSET__[\w$]+_[\da-f]{24}__/
const HOT_ASSET_RE = /[?&]t=\d{13}/

/** PostCSS plugins that look at nothing but the style sheet, browserslist and what they declare. */
const SAFE_POSTCSS = new Set(['autoprefixer', 'postcss-nested', 'postcss-nesting', 'postcss-preset-env', 'postcss-import', 'postcss-custom-media', 'postcss-custom-properties', 'postcss-flexbugs-fixes', 'postcss-pxtorem', 'postcss-px-to-viewport', 'cssnano', 'postcss-simple-vars', 'postcss-mixins', 'postcss-calc'])
const POSTCSS_FILES = ['.postcssrc', ...['json', 'yaml', 'yml', 'js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map(extension => `.postcssrc.${extension}`), ...['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map(extension => `postcss.config.${extension}`)]
/** Words in a PostCSS configuration that are no plugins. */
const NO_PLUGIN = new Set(['plugins', 'module', 'exports', 'export', 'default', 'require', 'import', 'from', 'const', 'true', 'false', 'return', 'utf8', 'map', 'type', 'postcss', 'use strict'])

/**
 * `vite:css`: Sass, Less, Stylus and PostCSS. CSS modules leave their exports for another plugin; assets are given
 * names that only this build knows; both run for real.
 */
export const css: Recipe = {
  plugins: /^vite:css$/,
  rule(project) {
    if (project.config('css.transformer') === 'lightningcss')
      return { refuse: 'Lightning CSS reads files on its own' }
    const problem = postcssProblem(project)
    if (problem !== undefined)
      return { refuse: problem }
    return {
      hooks: ['transform'],
      ids: { transform: STYLE_RE },
      portable: true,
      closures: false,
      packages: ['vite', 'sass', 'sass-embedded', 'less', 'stylus', 'postcss', ...SAFE_POSTCSS],
      config: ['css', 'root', 'base', 'server.origin', 'publicDir', 'resolve', 'isProduction', 'isWorker', 'command', 'mode', 'build.assetsInlineLimit', 'build.lib', 'build.sourcemap', 'experimental'],
      harmless: ['uses a worker thread'],
      // Style sheets are read anew for each importer, which declares them.
      remembers: name => !STYLE_RE.test(name),
      bypass: bypassStyle,
      reject: rejectAssets,
      inputs: ({ id }, watched) => [...styleInputs(id, watched), ...postcssInputs(project.root)],
    }
  },
}

/** Style sheets that could win a lookup: those next to the importer and next to what it imports. */
export function styleInputs(id: string, watched: readonly string[]): Input[] {
  const dirs = [fileOf(id), ...watched].map(path => dirname(path))
  return [...new Set(dirs)].map((dir): Input => ['styles', dir])
}

/** Why the PostCSS configuration of a project is not safe, or nothing. */
export function postcssProblem(project: ProjectView): string | undefined {
  const inline = project.config('css.postcss')
  const unknown = typeof inline === 'object' && inline !== null ? unknownInline(inline) : unknownInFiles(project.root)
  return unknown === undefined ? undefined : `PostCSS uses ${unknown}, which may read other files`
}

function unknownInline({ plugins }: { plugins?: unknown }): string | undefined {
  const names = [plugins].flat(Infinity).filter(Boolean).map(plugin => String((plugin as { postcssPlugin?: string }).postcssPlugin ?? 'an unknown plugin'))
  return names.find(name => !SAFE_POSTCSS.has(name))
}

/** The configuration is read as text: to run it would be to load what it imports. */
function unknownInFiles(root: string): string | undefined {
  for (let dir = root; ; dir = dirname(dir)) {
    const file = POSTCSS_FILES.map(name => join(dir, name)).find(path => existsSync(path))
    if (file)
      return namesIn(readFileSync(file, 'utf8')).find(name => !SAFE_POSTCSS.has(name))
    const manifest = join(dir, 'package.json')
    if (existsSync(manifest) && /"postcss"\s*:\s*\{\s*"plugins"/.test(readFileSync(manifest, 'utf8')))
      return 'plugins from package.json'
    if (dirname(dir) === dir)
      return undefined
  }
}

/** Everything in a configuration that may name a plugin: strings, and words with a hyphen. */
function namesIn(text: string): string[] {
  const code = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
  const strings = [...code.matchAll(/(["'`])([^"'`\n]+)\1/g)].map(([, , value]) => value!)
  const keys = [...code.matchAll(/([\w-]+)\s*:\s*[{[]/g)].map(([, value]) => value!)
  return [...strings, ...keys].filter(name => /^[@a-z][\w@/-]*$/i.test(name) && !NO_PLUGIN.has(name))
}

function postcssInputs(root: string): Input[] {
  return [...POSTCSS_FILES.map((name): Input => ['content', join(root, name)]), ['settings', join(root, 'package.json#postcss,browserslist')], ...['.browserslistrc', 'browserslist'].map((name): Input => ['content', join(root, name)])]
}

function bypassStyle({ id, code }: Call): string | undefined {
  if (MODULE_RE.test(id))
    return 'CSS modules leave their exports for another plugin'
  return UNDECLARED_RE.test(code ?? '') ? 'it reads files that it does not declare' : undefined
}

function rejectAssets(code: string, references: readonly string[]): string | undefined {
  if (PUBLIC_ASSET_RE.test(code) || RANDOM_ASSET_RE.test(code) || HOT_ASSET_RE.test(code))
    return 'it names an asset in a way that only this build knows'
  const foreign = [...code.matchAll(ASSET_RE)].some(([, reference]) => !references.includes(reference!))
  return foreign ? 'it names an asset that another file has emitted' : undefined
}
