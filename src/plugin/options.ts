import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { inspect } from 'node:util'
import process from 'node:process'
import * as v from 'valibot'
import { version as tool } from '../../package.json'
import type { Strategy } from '../inputs/files'
import { readJson } from '../util/json'
import type { PluginOption } from './trust'

/** Options of the plugin. All are optional. */
export interface Options {
  /**
   * Switches everything off when `false`; then nothing of this plugin runs.
   * @default true
   */
  enabled?: boolean
  /**
   * `'project'`: `node_modules/.cache/unplugin-cache`; `'user'`: the user's cache folder, shared by all checkouts
   * and projects; or a path, relative to the project.
   * @default 'project'
   */
  cacheDir?: string
  /**
   * Results of different names never meet; projects of the same name that share a folder share results.
   * @default the name in the project's package.json
   */
  name?: string
  /** Change it to start cold once. */
  version?: string
  /** Files whose steps are memoized, as glob patterns or regular expressions. @default all */
  include?: FilterPattern
  /** Files whose steps are not memoized. */
  exclude?: FilterPattern
  /** By plugin name: `false` never memoizes it, `true` memoizes `load` and `transform`, a rule says how. */
  plugins?: Record<string, PluginOption>
  /** Days after which a result that was not used is dropped. @default 7 */
  maxAge?: number
  /** Size of the cache in bytes. @default 1 GiB */
  maxSize?: number
  /**
   * How an unchanged file is recognised: `'content'` reads it in each run, `'mtime'` compares size and time,
   * `'auto'` compares size, times and inode, and reads the file on any doubt.
   * @default 'auto'
   */
  strategy?: Strategy
  /** Use results, write none. @default false */
  readonly?: boolean
  /**
   * The share of hits that are run for real as well and compared, from 0 to 1. A plugin with a difference is not
   * memoized any more, unless the option `plugins` vouches for it. @default 0
   */
  verify?: number
  /** Empty the cache before this run. @default false */
  clearCache?: boolean
  /** A value that all results depend on, for what cannot be seen. */
  key?: string
  /** Files that all results depend on, relative to the project. */
  inputs?: string[]
  /** Environment variables that all results depend on. */
  env?: string[]
  /** `'summary'` prints one line per build, `'silent'` not even warnings. @default 'summary' */
  log?: 'summary' | 'warnings' | 'silent'
}

export type FilterPattern = string | RegExp | readonly (string | RegExp)[]

/** Options with all defaults and the environment variables applied. */
export interface ResolvedOptions extends Required<Omit<Options, 'enabled' | 'include' | 'exclude' | 'clearCache'>> {
  include: FilterPattern | undefined
  exclude: FilterPattern | undefined
  /** Milliseconds. */
  maxAge: number
  /** When set, the cache is emptied once for this token. */
  clearToken: string | undefined
  /** Write, but do not look up. */
  refresh: boolean
  /** Version of this package. */
  tool: string
}

/** Two builds in one process clear once. */
const PROCESS_TOKEN = randomUUID()
const DAY_MS = 86_400_000
const GIB = 1024 ** 3
const MODES = ['on', 'off', 'readonly', 'refresh', 'verify'] as const
type Mode = typeof MODES[number]

const pattern = v.union([v.string(), v.instance(RegExp), v.array(v.union([v.string(), v.instance(RegExp)]))], 'a glob pattern, a regular expression or a list of them')
const positive = v.pipe(v.number('a number that is not negative'), v.finite('a number that is not negative'), v.minValue(0, 'a number that is not negative'))
const flag = v.boolean('true or false')
const text = v.string('a string')
const texts = v.array(text, 'a list of strings')
const PLUGIN_OPTION = 'true, false or a rule with hooks (load, transform, renderChunk)'
const rule = v.looseObject({
  hooks: v.optional(v.array(v.picklist(['load', 'transform', 'renderChunk']))),
  state: v.optional(v.picklist(['none', 'file', 'plugin'])),
  key: v.optional(text),
  inputs: v.optional(texts),
  env: v.optional(texts),
}, PLUGIN_OPTION)

const schema = v.strictObject({
  enabled: v.optional(flag),
  cacheDir: v.optional(v.pipe(text, v.nonEmpty('\'project\', \'user\' or a path'))),
  name: v.optional(v.pipe(text, v.regex(/^[@\w./-]+$/, 'letters, digits and any of @ . _ - /'))),
  version: v.optional(text),
  include: v.optional(pattern),
  exclude: v.optional(pattern),
  plugins: v.optional(v.record(v.string(), v.union([v.boolean(), rule], PLUGIN_OPTION))),
  maxAge: v.optional(positive),
  maxSize: v.optional(positive),
  strategy: v.optional(v.picklist(['auto', 'content', 'mtime'], '\'auto\', \'content\' or \'mtime\'')),
  readonly: v.optional(flag),
  verify: v.optional(v.pipe(v.number('a number from 0 to 1'), v.minValue(0, 'a number from 0 to 1'), v.maxValue(1, 'a number from 0 to 1'))),
  clearCache: v.optional(flag),
  key: v.optional(text),
  inputs: v.optional(texts),
  env: v.optional(texts),
  log: v.optional(v.picklist(['summary', 'warnings', 'silent'], '\'summary\', \'warnings\' or \'silent\'')),
})

/** @throws with a message that names the option, its value and what it may be */
export function checkOptions(options: Options): void {
  const { issues } = v.safeParse(schema, options)
  if (!issues)
    return
  const [issue] = issues
  const name = v.getDotPath(issue) ?? 'options'
  if (issue.type === 'strict_object' && issue.expected === 'never')
    throw new TypeError(`unplugin-cache: there is no option "${name}". The options are: ${Object.keys(schema.entries).join(', ')}.`)
  throw new TypeError(`unplugin-cache: the option "${name}" is ${show(issue.input)}, it must be ${issue.message}.`)
}

/** What the environment variable `UNPLUGIN_CACHE` asks for. @throws on a value that it cannot have */
export function modeOf(options: Options, env: NodeJS.ProcessEnv): Mode {
  const value = env.UNPLUGIN_CACHE || 'on'
  const mode = ({ 0: 'off', false: 'off', 1: 'on', true: 'on' } as Record<string, Mode>)[value] ?? value as Mode
  if (!MODES.includes(mode))
    throw new TypeError(`unplugin-cache: the environment variable UNPLUGIN_CACHE is "${value}", it must be one of ${MODES.join(', ')}.`)
  return options.enabled === false ? 'off' : mode
}

export function resolveOptions(options: Options, root: string, env: NodeJS.ProcessEnv): ResolvedOptions {
  const mode = modeOf(options, env)
  return {
    cacheDir: resolveCacheDir(env.UNPLUGIN_CACHE_DIR || options.cacheDir, root, env),
    name: (options.name ?? projectName(root)).replaceAll('/', '__').replaceAll(/[^@\w.-]/g, '_'),
    version: options.version ?? '',
    include: options.include,
    exclude: options.exclude,
    plugins: options.plugins ?? {},
    maxAge: (options.maxAge ?? 7) * DAY_MS,
    maxSize: options.maxSize ?? GIB,
    strategy: options.strategy ?? 'auto',
    readonly: options.readonly === true || mode === 'readonly',
    clearToken: env.UNPLUGIN_CACHE_CLEAR || (options.clearCache || process.argv.includes('--clear-cache') ? PROCESS_TOKEN : undefined),
    key: options.key ?? '',
    inputs: options.inputs ?? [],
    env: options.env ?? [],
    log: options.log ?? 'summary',
    refresh: mode === 'refresh',
    verify: mode === 'verify' ? 1 : options.verify ?? 0,
    tool,
  }
}

/** The cache folder for a value of the option `cacheDir`. */
export function resolveCacheDir(cacheDir: string | undefined, root: string, env: NodeJS.ProcessEnv): string {
  if (cacheDir === 'user')
    return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'unplugin-cache')
  return cacheDir === undefined || cacheDir === 'project' ? join(root, 'node_modules/.cache/unplugin-cache') : resolve(root, cacheDir)
}

/** The name in the project's package.json, or that of its folder. */
export function projectName(root: string): string {
  return projectNameIn(readJson(join(root, 'package.json'))) ?? basename(root)
}

function projectNameIn(manifest: unknown): string | undefined {
  const name = (manifest as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' && name !== '' ? name : undefined
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1, breakLength: Infinity }).replace(/^(\d+)n$/, '$1')
}
