import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../util/log'
import { BackendEngine, type CacheBackend } from '../engines/backend'
import { DiskEngine } from '../engines/disk'
import type { Engine } from '../engines/engine'
import { FileEngine } from '../engines/file'
import { LateEngine } from '../engines/late'
import { MemoryEngine } from '../engines/memory'
import { StorageEngine, type StorageLike } from '../engines/storage'
import { compressionNamed } from '../values/compression'
import { RecordCodec } from '../values/record'
import type { Picked } from './api'
import { type ResolvedOptions, checkMadeBackend } from './options'
import type { Backend } from './types'

type Warn = (message: string, cause?: unknown) => void
type Where = Pick<ResolvedOptions, 'dir' | 'name'>

/** A kind of engine, and whether it can be used here. */
export interface EngineKind {
  isAvailable: (where: Where) => boolean
  /** For a person to read; nothing when it is available. */
  whyNot: (where: Where) => string | undefined
  open: (options: ResolvedOptions, warn: Warn) => Engine
}

export const memoryKind: EngineKind = {
  isAvailable: () => true,
  whyNot: () => undefined,
  open: options => new MemoryEngine(options),
}

export const diskKind: EngineKind = {
  isAvailable: where => whyNoFolder(where) === undefined,
  whyNot: whyNoFolder,
  open: (options, warn) => new DiskEngine({ ...folderOptions(options), warn }),
}

export const fileKind: EngineKind = {
  isAvailable: where => whyNoFolder(where) === undefined,
  whyNot: whyNoFolder,
  open: (options, warn) => new FileEngine({ ...folderOptions(options), compress: options.compress, warn }),
}

/** All that can be named in the option `engine`. */
export const engines: Readonly<Record<'memory' | 'disk' | 'file', EngineKind>> = { memory: memoryKind, disk: diskKind, file: fileKind }

/** Folder of a cache. Part of its name is the version of the format, so that old and new ones never meet. */
export function folderOf({ dir, name }: Where): string {
  return join(dir, 'library-v1', name)
}

/** The engine that was asked for, or memory with a note when it cannot be used. */
export function openEngine(options: ResolvedOptions, warn: Warn): { engine: Engine, picked: Picked } {
  const { name, reason } = options.engine === 'universal' ? choose(options) : { name: options.engine, reason: 'it was asked for' }
  const whyNot = engines[name].whyNot(options)
  if (whyNot !== undefined) {
    const note = `the engine ${name} is not available (${whyNot}), memory takes its place`
    warn(note)
    return { engine: memoryKind.open(options, warn), picked: { engine: 'memory', reason, note } }
  }
  const compress = usableCompression(options, warn)
  return { engine: engines[name].open({ ...options, compress: compress.name }, warn), picked: { engine: name, reason, ...compress.note } }
}

/** A backend that was given, or that is made now; without its package, the disk takes its place. */
export function openBackend(backend: Backend, options: ResolvedOptions, warn: Warn): { engine: Engine, picked: Picked } {
  const picked: Picked = { engine: 'backend', reason: 'a backend was given' }
  if (typeof backend !== 'function')
    return { engine: backendEngine(backend, options, warn), picked }
  const engine = new LateEngine(async () => {
    try {
      const made = await backend()
      checkMadeBackend(made)
      return backendEngine(made, options, warn)
    }
    catch (error) {
      const fallback = openEngine({ ...options, engine: 'disk' }, warn)
      Object.assign(picked, fallback.picked, { reason: picked.reason, note: `the backend is not available (${messageOf(error)}), ${fallback.picked.engine} takes its place` })
      warn(picked.note!, error)
      return fallback.engine
    }
  })
  return { engine, picked }
}

function backendEngine(backend: CacheBackend | StorageLike, options: ResolvedOptions, warn: Warn): Engine {
  const codec = new RecordCodec(options.serializer)
  return 'load' in backend
    ? new BackendEngine({ name: options.name, backend, codec, maxEntries: options.maxEntries, warn })
    : new StorageEngine({ name: options.name, storage: backend, codec, warn })
}

function choose({ compress, large, persistent, dirIsDefault }: ResolvedOptions): { name: keyof typeof engines, reason: string } {
  if (large || compress)
    return { name: 'file', reason: large ? 'values are large' : 'values are to be compressed' }
  if (persistent ?? !dirIsDefault)
    return { name: 'disk', reason: persistent ? 'values are to persist' : 'a folder was given' }
  return { name: 'memory', reason: 'nothing asks for more' }
}

function usableCompression({ compress }: ResolvedOptions, warn: Warn): { name: ResolvedOptions['compress'], note?: { note: string } } {
  if (compress === undefined || compressionNamed(compress))
    return { name: compress }
  const note = `this version of Node has no ${compress}, gzip takes its place`
  warn(note)
  return { name: 'gzip', note: { note } }
}

function folderOptions(options: ResolvedOptions): { dir: string, codec: RecordCodec, maxSize: number, keepUnused: number } {
  return { dir: folderOf(options), codec: new RecordCodec(options.serializer), maxSize: options.maxSize, keepUnused: options.keepUnused }
}

/** A folder that can only be read is one: what is in it can be used. */
function whyNoFolder(where: Where): string | undefined {
  try {
    const folder = folderOf(where)
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.X_OK)
    return undefined
  }
  catch (error) {
    return messageOf(error)
  }
}
