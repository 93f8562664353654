import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { readJson } from '../../util/json'
import { isPlain, isRecord } from '../../util/stable'
import type { AnyPlugin, Recipe, Rule } from '../types'
import { type Input, foldersAbove, lookupAbove } from './files'
import { NAME_CACHE } from './minifiers'

/** A minimizer of webpack and Rspack, as the registry of minimizers describes it. */
export interface MinimizerPlugin extends AnyPlugin {
  /** Functions that minimize: those that a package brings along by name, others as they are. */
  functions: unknown[]
  /** For one of the functions each, or for all. */
  options: unknown
  extractComments?: unknown
  /** As text. */
  warningsFilter?: string
}

/** Functions that look at nothing but the asset and their options, and the packages that they run. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  terserMinify: ['terser'],
  uglifyJsMinify: ['uglify-js'],
  esbuildMinify: ['esbuild'],
  esbuildMinifyCss: ['esbuild'],
  // Of JavaScript in one of the packages, of CSS in the other.
  swcMinify: ['@swc/core', '@swc/css'],
  swcMinifyCss: ['@swc/css'],
  cssoMinify: ['csso'],
  lightningCssMinify: ['lightningcss'],
  jsonMinify: [],
  'webpack/cssMinify': ['webpack'],
  'webpack/htmlMinify': ['webpack'],
  'webpack/jsMinify': ['webpack'],
  'webpack/jsonMinify': ['webpack'],
  'webpack/xmlMinify': ['webpack'],
}
/** Looks for its configuration, and for the browsers that it has to think of. */
const CSSNANO = 'cssnanoMinify'
const CSSNANO_PRESETS = ['default', 'lite', 'advanced']
const CSSNANO_FILES = ['.cssnanorc', '.cssnanorc.json', '.cssnanorc.js', 'cssnano.config.js']
const BROWSER_FILES = ['.browserslistrc', 'browserslist', 'browserslist-stats.json']
const BROWSER_VARIABLES = ['BROWSERSLIST', 'BROWSERSLIST_ENV', 'BROWSERSLIST_ROOT_PATH', 'BROWSERSLIST_DANGEROUS_EXTEND', 'NODE_ENV']
/** A query that loads a package. */
const EXTENDS_RE = /\bextends [@\w]/

/** `terser-webpack-plugin`, `css-minimizer-webpack-plugin`, and what webpack itself brings along. */
export const minimizers: Recipe = {
  plugins: /^(?:terser|css-minimizer|minimizer)-webpack-plugin$/,
  rule(_project, plugin) {
    const minimizer = plugin as MinimizerPlugin
    const reason = findObstacle(minimizer)
    if (reason !== undefined)
      return { refuse: reason }
    const rule: Rule = { hooks: ['renderChunk'], portable: true, evaluates: true, packages: [] }
    return minimizer.functions.includes(CSSNANO) ? { ...rule, env: BROWSER_VARIABLES, inputs: ({ id }) => cssnanoInputs(id) } : rule
  },
}

/** Packages that the functions of a minimizer run, other than what its own package depends on. */
export function packagesOfFunctions({ functions, options }: MinimizerPlugin): string[] {
  const presets = [options].flat().flatMap(one => (isRecord(one) ? presetOf(one) : []))
  return [...functions.flatMap(name => PURE[String(name)] ?? []), ...presets.map(name => `cssnano-preset-${name}`)]
}

function findObstacle({ functions, options, extractComments, warningsFilter }: MinimizerPlugin): string | undefined {
  const unknown = functions.find(name => typeof name !== 'string' || (!(name in PURE) && name !== CSSNANO))
  if (unknown !== undefined)
    return typeof unknown === 'string' ? `${unknown} is not known to look at nothing but the asset` : 'the code of its option minify is not known'
  const all = [options].flat().filter(isRecord)
  if (all.some(({ nameCache }) => nameCache))
    return NAME_CACHE
  if (functions.includes(CSSNANO) && !all.every(isPlainCssnano))
    return 'its options for cssnano name other code'
  if (functions.includes(CSSNANO) && hasForeignConfig())
    return 'the configuration of cssnano or browserslist may name code'
  if (isRecord(extractComments) && (typeof extractComments.banner === 'function' || isOfBuild(extractComments.filename)))
    return 'the comments that it extracts are named by code, or by a hash of the build'
  // Called for each warning, and may do with it what it likes.
  return warningsFilter === undefined || warningsFilter === '() => true' ? undefined : 'the code of its option warningsFilter is not known'
}

function isOfBuild(filename: unknown): boolean {
  return typeof filename === 'function' || (typeof filename === 'string' && filename.includes('hash'))
}

function isPlainCssnano(options: Record<string, unknown>): boolean {
  const { preset, plugins, configFile, processorOptions } = options
  return (plugins ?? configFile ?? processorOptions) === undefined && isPlain(options) && presetOf({ preset }).every(name => CSSNANO_PRESETS.includes(name))
}

/** `default`, or `['default', {…}]`. */
function presetOf({ preset }: Record<string, unknown>): string[] {
  const [first] = [preset].flat()
  return first === undefined ? [] : [typeof first === 'string' ? first : 'code']
}

/** Both look in the folder of a file and all above it. An asset has a name, not a path. */
function cssnanoInputs(asset: string): Input[] {
  return [
    ...lookupAbove(process.cwd(), CSSNANO_FILES, 'cssnano'),
    ...lookupAbove(dirname(resolve(asset)), BROWSER_FILES, 'browserslist'),
  ]
}

/** A configuration of cssnano may be code or name some, and one of browserslist a package. */
function hasForeignConfig(): boolean {
  if (process.env.BROWSERSLIST_CONFIG ?? process.env.BROWSERSLIST_STATS)
    return true
  return foldersAbove(process.cwd()).some((dir) => {
    const { cssnano, browserslist } = (existsSync(join(dir, 'package.json')) ? readJson(join(dir, 'package.json')) ?? {} : {}) as Record<string, unknown>
    return cssnano !== undefined
      || CSSNANO_FILES.some(name => existsSync(join(dir, name)))
      || [JSON.stringify(browserslist) ?? '', ...BROWSER_FILES.map(name => textOf(join(dir, name)))].some(text => EXTENDS_RE.test(text))
  })
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
