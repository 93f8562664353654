import { isAbsolute } from 'node:path'
import { isRecord, stableStringify } from '../../util/stable'
import type { Ask } from '../ask'
import { fileOf } from '../call'
import type { Call, HookContext } from '../types'
import type { ContextKind, Recording } from './kind'
import { type ContextCall, isLoaderEffect, repeatEffect, watchEffect } from './loader-effects'
import { watchFileSystem } from './loader-files'
import { watchModule } from './loader-module'
import { resolveAgain, watchResolve } from './loader-resolve'

/** What a loader is given besides content and context. */
export interface LoaderInput {
  /** Source map of the content. */
  map: unknown
  /** What the loader before has to say to this one. */
  meta: unknown
  /** Runs the loader with this context. */
  run: (context: HookContext) => Promise<LoaderResult>
}

/** What a loader gives to the next one. */
export interface LoaderResult {
  code: unknown
  map?: unknown
  meta?: unknown
  /** Number of values that it gave. */
  count: number
}

/** Members that say what the key says, or that give the options, which are in the identity. */
const KNOWN = new Set(['async', 'callback', 'utils', 'resource', 'resourcePath', 'resourceQuery', 'resourceFragment', 'context', 'version', 'webpack'])

/** The context of loaders in webpack and Rspack. */
export const loaderContext: ContextKind = {
  describe(hook, [content, id, input]) {
    const { map, meta } = input as LoaderInput
    if (typeof content !== 'string' && !Buffer.isBuffer(content))
      return 'given no content'
    if (!isAbsolute(fileOf(String(id))))
      return 'not about a file'
    const extras = extrasOf(map, meta)
    if (!extras)
      return 'given something by another loader that is not plain data'
    // Bytes, one character each.
    const [code, kind] = typeof content === 'string' ? [content, []] : [content.toString('latin1'), ['raw']]
    return { hook, id: String(id), code, extras: [...kind, ...extras], args: [content, id, input] } satisfies Call
  },

  given: ({ args }) => args,

  read(recording, name, member, context) {
    if (KNOWN.has(name) || (name === 'query' && isRecord(member)))
      return member
    switch (name) {
      case 'fs': return watchFileSystem(recording, member as object)
      case 'getOptions': return (...args: unknown[]) => withoutSome((member as ContextCall).apply(context, args) as object, recording.rule.without ?? [])
      case '_module': return watchModule(recording, member as object)
      case 'resolve': return watchResolve(recording, undefined, (member as ContextCall).bind(context))
      case 'getResolve': return (options?: object) => watchResolve(recording, options, (member as ContextCall).call(context, options) as ContextCall)
    }
    if (typeof member === 'function')
      return watchEffect(recording, name, (member as ContextCall).bind(context))
    return readPlain(recording, name, member)
  },

  answer({ name, args }: Ask, context: HookContext) {
    if (name === 'resolve')
      return resolveAgain(args, context)
    const [first, second] = args as string[]
    return second === undefined ? context[first!] : (context[first!] as Record<string, unknown>)[second]
  },

  repeat(effect, context) {
    if (isLoaderEffect(effect))
      repeatEffect(effect, context)
  },

  watch(context, path) {
    (context.addDependency as ContextCall)(path)
  },
}

function withoutSome(options: object, names: readonly string[]): object {
  return names.some(name => name in options) ? Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name))) : options
}

/** Plain data is an input; what else there is cannot be told apart. */
function readPlain(recording: Recording, name: string, member: unknown): unknown {
  if (typeof member === 'object' && member !== null && !isRecord(member) && !Array.isArray(member))
    recording.opaque(`reads this.${name}`)
  else if (name === 'loaders')
    recording.opaque('reads this.loaders')
  else
    recording.ask({ name: 'member', args: [name] }, member)
  return member
}

/** As text for the key; `undefined` when the other loader hands over more than data. */
function extrasOf(map: unknown, meta: unknown): string[] | undefined {
  if (!isNothing(meta) && !isData(meta))
    return undefined
  return [
    ...(isNothing(map) ? [] : [`map=${typeof map === 'string' ? map : JSON.stringify(map)}`]),
    ...(isNothing(meta) ? [] : [`meta=${stableStringify(meta)}`]),
  ]
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function isData(value: unknown): boolean {
  if (Array.isArray(value))
    return value.every(isData)
  if (typeof value === 'object' && value !== null)
    return isRecord(value) && Object.values(value).every(isData)
  return typeof value !== 'function' && typeof value !== 'symbol'
}
