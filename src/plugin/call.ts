import { digest } from '../util/digest'
import { isObject, isPlain, isRecord, stableStringify } from '../util/stable'
import { CHUNK_MEMBERS } from './chunk'
import type { Call, HookName, Rule } from './types'

/** Members of the last argument of `load` and `transform` that are known to be plain and enter the key. */
const KNOWN_OPTIONS = new Set(['ssr', 'moduleType', 'attributes', 'rawId', 'inMap', 'namespace', 'suffix', 'with', 'pluginData', 'handler'])

/**
 * A hook call in common terms, or the reason why it is not understood: an argument that we do not know might
 * change the result without changing the key.
 */
export function describeCall(hook: HookName, args: unknown[], rule: Rule): Call | string {
  return hook === 'renderChunk' ? describeRenderChunk(args, rule) : describeModuleCall(hook, args)
}

function describeModuleCall(hook: 'load' | 'transform', args: unknown[]): Call | string {
  const [code, id, options, ...rest] = hook === 'load' ? [undefined, ...args] : args
  if (typeof id !== 'string' || (hook === 'transform' && typeof code !== 'string'))
    return 'called without an id or code'
  if (rest.length > 0)
    return 'called with unknown arguments'
  const extras = optionExtras(options, id)
  if (typeof extras === 'string')
    return extras
  const handler = (options as { handler?: number } | null | undefined)?.handler
  return { hook, id, code: code as string | undefined, extras, args, ...(handler === undefined ? {} : { handler }) }
}

function optionExtras(options: unknown, id: string): string[] | string {
  if (options === undefined || options === null)
    return []
  if (!isRecord(options))
    return 'called with unknown arguments'
  const unknown = Object.keys(options).find(name => !KNOWN_OPTIONS.has(name))
  if (unknown !== undefined)
    return `called with the unknown option ${unknown}`
  if (!isPlain(options.pluginData))
    return 'called with plugin data that cannot be compared'
  // The same step is asked with and without members that say nothing.
  const told = Object.entries(options).filter(([name, value]) =>
    value !== undefined && value !== false && !(name === 'rawId' && value === id) && !(isRecord(value) && Object.keys(value).length === 0))
  return told.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${stableStringify(value)}`)
}

function describeRenderChunk(args: unknown[], rule: Rule): Call | string {
  const [code, chunk, outputOptions] = args
  if (typeof code !== 'string' || !isObject(chunk) || !isObject(outputOptions))
    return 'called without code, chunk or options'
  const extras = [...pick(chunk, rule.chunk ?? CHUNK_MEMBERS), ...pick(outputOptions, rule.outputOptions ?? Object.keys(outputOptions).sort())]
  return { hook: 'renderChunk', id: String(chunk.fileName), code, extras, args }
}

function pick(source: Record<string, unknown>, names: readonly string[]): string[] {
  return names.map(name => `${name}=${textOf(source[name])}`)
}

function textOf(value: unknown): string {
  if (typeof value === 'function')
    return `ƒ ${digest(Function.prototype.toString.call(value))}`
  return isRecord(value) ? `{${pick(value, Object.keys(value).sort()).join()}}` : stableStringify(value)
}

/** The file that an id is about: without its query. */
export function fileOf(id: string): string {
  return id.replace(/[?#].*$/, '')
}
