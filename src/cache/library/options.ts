import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import process from 'node:process'
import * as v from 'valibot'
import { isObject } from '../../util/stable'
import { CacheOptionError } from '../errors'
import { isMinor } from '../keys/name'
import { isExportCodec } from '../values/exports'
import type { BackendCacheOptions, CacheOptions, WrapOptions } from './types'

/** Options with all defaults. */
export type ResolvedOptions = Required<Omit<CacheOptions, Optional>> & Pick<CacheOptions, Optional> & {
  /** The folder was not chosen by the user. */
  dirIsDefault: boolean
}
type Optional = 'ttl' | 'maxAge' | 'compress' | 'serializer' | 'onWarning' | 'persistent'

const DAY_MS = 86_400_000
const GIB = 1024 ** 3

const positive = (unit: string): v.GenericSchema<number, number> => {
  const message = `a number of ${unit} above 0`
  return v.pipe(v.number(message), v.gtValue(0, message))
}
const whole = (what: string): v.GenericSchema<number, number> => v.pipe(v.number(what), v.integer(what), v.minValue(1, what), v.maxValue(2 ** 31, what))
const callback = v.function('a function')
const object = (methods: readonly string[], message: string): v.GenericSchema<unknown, unknown> =>
  v.custom(value => isObjectWith(value, methods), message)
const oneOf = <const T extends readonly string[]>(...names: T): v.GenericSchema<T[number], T[number]> =>
  v.picklist(names, names.map(name => `'${name}'`).join(' or '))

/** Names of files and folders of ours. */
export const fileName: v.GenericSchema<string, string> = v.pipe(v.string('a string'), v.regex(/^(?!\.{1,2}$)[@\w.-]+$/, 'letters, digits and any of @ . _ -'))

/** Of a cache. */
export const entries: Readonly<Record<keyof CacheOptions, v.GenericSchema>> = {
  name: v.optional(fileName),
  dir: v.optional(v.pipe(v.string('a path'), v.nonEmpty('a path'))),
  version: v.optional(whole('a whole number from 1')),
  engine: v.optional(oneOf('disk', 'file', 'memory', 'universal')),
  persistent: v.optional(v.boolean('true or false')),
  large: v.optional(v.boolean('true or false')),
  policy: v.optional(oneOf('lru', 'lfu', 'fifo')),
  maxEntries: v.optional(whole('a whole number from 1')),
  maxSize: v.optional(positive('bytes')),
  ttl: v.optional(positive('milliseconds')),
  maxAge: v.optional(positive('milliseconds')),
  keepUnused: v.optional(positive('milliseconds')),
  strategy: v.optional(oneOf('content', 'mtime')),
  secure: v.optional(v.boolean('true or false')),
  compress: v.optional(oneOf('gzip', 'brotli', 'zstd')),
  waitFor: v.optional(positive('milliseconds')),
  serializer: v.optional(object(['serialize', 'deserialize'], 'an object with serialize and deserialize')),
  log: v.optional(oneOf('warnings', 'silent')),
  onWarning: v.optional(callback),
}
const BACKEND = 'a driver or storage of unstorage, an object with load, save and clear'
const madeBackend = v.union([object(['load', 'save', 'clear'], ''), object(['getItem', 'getKeys'], '')])
const backend = v.union([madeBackend, v.function()], `${BACKEND}, or a function that makes one`)

const schema = v.strictObject(entries)
const { engine: _engine, persistent: _persistent, large: _large, compress: _compress, ...withoutEngine } = entries
const backendSchema = v.strictObject({ ...withoutEngine, backend })

/** Options of a cache that were checked, with all defaults. @throws CacheOptionError */
export function resolveOptions(options: CacheOptions | BackendCacheOptions): ResolvedOptions {
  checkOptions(hasBackend(options) ? backendSchema : schema, options)
  if (options.serializer && isExportCodec(options.serializer))
    throw new CacheOptionError('serializer', options.serializer, 'unplugin-cache: what exportsOf gives is for registries. Set the option "serializer" to its member serializer.')
  checkEffect(options)
  return {
    name: 'default',
    version: 1,
    engine: 'disk',
    large: false,
    policy: 'lru',
    maxEntries: 10_000,
    maxSize: GIB,
    keepUnused: 30 * DAY_MS,
    strategy: 'content',
    secure: false,
    waitFor: 60_000,
    log: 'warnings',
    ...definedIn(options),
    // Now, as the process may go to another folder.
    dir: resolve(options.dir ?? userCacheDir()),
    dirIsDefault: options.dir === undefined,
  }
}

/** Options that only some engines know, and what to do about it. */
const EFFECTS: readonly [options: readonly (keyof CacheOptions)[], engines: readonly string[], fix: string][] = [
  [['compress'], ['file', 'universal'], 'Set engine: \'file\''],
  [['persistent', 'large'], ['universal'], 'Set engine: \'universal\''],
  [['maxSize', 'keepUnused'], ['disk', 'file', 'universal', 'late backend'], 'Set maxEntries, or limits of the backend itself'],
]

/** An option that does nothing may be a mistake. @throws CacheOptionError */
function checkEffect(options: CacheOptions | BackendCacheOptions): void {
  const engine = hasBackend(options) ? lateness(options) : options.engine ?? 'disk'
  for (const [names, engines, fix] of EFFECTS) {
    const name = names.find(each => (options as CacheOptions)[each] !== undefined)
    const value = name && (options as CacheOptions)[name]
    if (name && !engines.includes(engine))
      throw new CacheOptionError(name, value, `unplugin-cache: the option "${name}" is ${show(value)}, which has no effect with the engine ${engine}. ${fix}, or leave it out.`)
  }
}

/** In place of a backend that cannot be made there will be a disk. */
function lateness({ backend: given }: BackendCacheOptions): string {
  return typeof given === 'function' ? 'late backend' : 'backend'
}

const minor = v.union([v.pipe(v.number(), v.finite()), v.pipe(v.string(), v.check(isMinor))], 'a number or a text such as 2, 0 or -1')
/** Of a wrapped function. */
export const wrapEntries: Readonly<Record<keyof WrapOptions, v.GenericSchema>> = {
  key: v.optional(v.pipe(v.string('a text'), v.nonEmpty('a text'))),
  version: v.optional(minor),
  hashVal: v.optional(v.unknown()),
  ttl: entries.ttl,
  maxAge: entries.maxAge,
  strategy: entries.strategy,
  secure: entries.secure,
  files: v.optional(v.union([v.array(v.string()), callback], 'a list of paths, or a function that gives one')),
  keyOf: v.optional(callback),
  async: v.optional(v.boolean('true or false')),
}
const wrapSchema = v.strictObject(wrapEntries)

/** @throws CacheOptionError */
export function checkWrapOptions(options: object): void {
  checkOptions(wrapSchema, options)
}

const clearSchema = v.strictObject({ removeFolder: v.optional(v.boolean('true or false')) })

/** @throws CacheOptionError */
export function checkClearOptions(options: unknown): void {
  checkOptions(clearSchema, options)
}

/** What a user gave in place of a function. @throws CacheOptionError */
export function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new CacheOptionError(option, value, `unplugin-cache: ${option} is ${show(value)}, it must be a function.`)
}

/** Paths that a function gave. @throws CacheOptionError */
export function checkFiles(files: unknown): void {
  checkOptions(filesSchema, { files })
}

const paths = v.array(v.string(), 'a list of paths')
const anything = v.optional(v.unknown())
const filesSchema = v.strictObject({ files: paths })
const forKey = { version: wrapEntries.version, hashVal: anything }
const forRead = { ...forKey, params: anything, maxAge: entries.maxAge }
const forSet = { ...forKey, params: anything, ttl: entries.ttl, files: v.optional(paths), strategy: entries.strategy }
const { params: _params, ...forResult } = { ...forRead, ...forSet }
/** Of `has` and the like, `get`, `set`, `getOrCompute`. */
type Call = 'read' | 'get' | 'set' | 'compute'
const callSchemas: Record<Call, v.StrictObjectSchema<v.ObjectEntries, undefined>> = {
  read: v.strictObject(forRead),
  get: v.strictObject({ ...forRead, default: anything }),
  set: v.strictObject(forSet),
  compute: v.strictObject({ ...forResult, args: v.optional(v.array(v.unknown(), 'a list')), compareArgs: v.optional(v.boolean('true or false')) }),
}

/** Options of one call, where there are any. @throws CacheOptionError */
export function checkCallOptions<T extends object>(call: Call, options: T | undefined): T {
  if (options === undefined)
    return {} as T
  checkOptions(callSchemas[call], options)
  return options
}

export function hasBackend(options: CacheOptions | BackendCacheOptions): options is BackendCacheOptions {
  return isObject(options) && 'backend' in options
}

/** What a function that makes a backend gave. @throws CacheOptionError */
export function checkMadeBackend(made: unknown): void {
  if (!v.is(madeBackend, made))
    throw new CacheOptionError('backend', made, `the function in the option "backend" gave ${show(made)}, it must give ${BACKEND}`)
}

/** The user's cache folder, and in it ours. */
export function userCacheDir(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'unplugin-cache')
}

/**
 * @param hints what to say besides of options that do not exist
 * @throws CacheOptionError naming the option, its value and what it may be
 */
export function checkOptions(expected: v.StrictObjectSchema<v.ObjectEntries, undefined>, options: unknown, hints: Readonly<Record<string, string>> = {}): void {
  const { issues } = v.safeParse(expected, options)
  if (!issues)
    return
  const [issue] = issues
  const name = v.getDotPath(issue) ?? 'options'
  if (issue.type === 'strict_object' && issue.expected === 'never')
    throw new CacheOptionError(name, issue.input, `unplugin-cache: there is no option "${name}". ${hints[name] ? `${hints[name]} ` : ''}The options are: ${Object.keys(expected.entries).join(', ')}.`)
  // Of an option that is missing, valibot says only that its name was expected.
  const message = issue.type === 'strict_object' && name !== 'options' ? messageFor(expected.entries[name]!, issue.input) : issue.message
  const shown = name === 'options' ? 'options are' : `the option "${name}" is`
  throw new CacheOptionError(name, issue.input, `unplugin-cache: ${shown} ${show(issue.input)}, it must be ${name === 'options' ? 'an object' : message}.`)
}

function messageFor(schema: v.ObjectEntries[string], value: unknown): string {
  return v.safeParse(schema as v.GenericSchema, value).issues?.[0].message ?? 'given'
}

/** An option that is `undefined` is as good as left out. */
function definedIn<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

function isObjectWith(value: unknown, methods: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && methods.every(name => typeof (value as Record<string, unknown>)[name] === 'function')
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1, breakLength: Infinity })
}
