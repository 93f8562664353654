import { dirname } from 'node:path'
import type { FileStates } from '../../inputs/files'
import { fileOf } from '../call'
import type { Call, Recipe } from '../types'
import { type Input, manifestInputs, packageInputs } from './files'
import { readPostcss } from './postcss'

const MODULE_RE = /\.module\.(?:css|less|sass|scss|styl|stylus|pcss|postcss|sss)(?:$|\?)/
const STYLE_RE = /\.(?:css|less|sass|scss|styl|stylus|pcss|postcss|sss)(?:$|\?)/
/** Functions of Less and Stylus that read files which they do not declare. */
const UNDECLARED_RE = /\bdata-uri\(|\bjson\(|\buse\(|@plugin\b/
const PUBLIC_ASSET_RE = /__VITE_PUBLIC_ASSET__[\da-z]+__/
const ASSET_RE = /__VITE_ASSET__([\w$]+?)__(?:\$_(.*?)__)?/g
/** Vite 8 gives an asset with a fragment a random name. */
const RANDOM_ASSET_RE = /__VITE_ASSET__[\w$]+_[\da-f]{24}__/
const HOT_ASSET_RE = /[?&]t=\d{13}/

/**
 * `vite:css`: Sass, Less, Stylus and PostCSS. CSS modules leave their exports for another plugin; assets are given
 * names that only this build knows; both run for real.
 */
export const css: Recipe = {
  plugins: /^vite:css$/,
  rule(project) {
    if (project.config('css.transformer') === 'lightningcss')
      return { refuse: 'Lightning CSS reads files on its own' }
    const postcss = readPostcss(project)
    if (postcss.problem !== undefined)
      return { refuse: postcss.problem }
    return {
      hooks: ['transform'],
      ids: { transform: STYLE_RE },
      portable: true,
      closures: false,
      packages: ['vite', ...postcss.packages],
      compilers: ({ id }) => styleCompilers(/\.(\w+)(?:$|\?)/.exec(id)?.[1]),
      config: ['css', 'root', 'base', 'server.origin', 'publicDir', 'resolve', 'isProduction', 'isWorker', 'command', 'mode', 'build.assetsInlineLimit', 'build.lib', 'build.sourcemap', 'experimental'],
      // The compiler of sass-embedded; what it reads, it has read by Vite.
      harmless: ['uses a worker thread', 'starts a process', 'talks to a process'],
      // Style sheets are read anew for each importer, which declares them.
      remembers: name => !STYLE_RE.test(name),
      bypass: bypassStyle,
      reject: rejectAssets,
      resolvesOnly: true,
      sharedInputs: postcss.inputs,
      inputs: ({ id }, watched, files) => styleInputs(id, watched, files),
    }
  },
}

const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  scss: ['sass', 'sass-embedded'],
  sass: ['sass', 'sass-embedded'],
  less: ['less'],
  styl: ['stylus'],
  stylus: ['stylus'],
}

/** Packages of which one compiles a style language. */
export function styleCompilers(language = ''): readonly string[] {
  return COMPILERS[language] ?? []
}

/**
 * What could make an import of a style sheet lead elsewhere: style sheets next to the importer and next to what it
 * imports, what a package.json says of its files, and another package in the place of one. Vite 8 resolves in native code.
 */
export function styleInputs(id: string, watched: readonly string[], files: FileStates): Input[] {
  const dirs = [...new Set([fileOf(id), ...watched].map(path => dirname(path)))]
  return [...dirs.flatMap(dir => [['styles', dir] satisfies Input, ...manifestInputs(dir, files)]), ...packageInputs(dirs, watched, files)]
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
