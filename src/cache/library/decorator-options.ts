import * as v from 'valibot'
import { checkOptions, entries, fileName, wrapEntries } from './options'
import type { CacheOptions, WrapOptions } from './types'

type CallOptions = Pick<WrapOptions, 'key' | 'version' | 'hashVal' | 'files' | 'keyOf' | 'async'>
export type MemoryDecoratorOptions = CallOptions & Pick<CacheOptions, 'maxEntries' | 'policy' | 'ttl' | 'maxAge' | 'strategy' | 'secure' | 'log' | 'onWarning'>
export type AsyncDecoratorOptions = Omit<MemoryDecoratorOptions, 'async'>
export interface DiskDecoratorOptions extends CallOptions, Omit<CacheOptions, 'name' | 'version' | 'engine' | 'compress' | 'persistent' | 'large'> {
  /** Folder in `dir`; functions of the same folder share its limits. @default 'functions' */
  folderName?: string
}
export type FileDecoratorOptions = DiskDecoratorOptions & Pick<CacheOptions, 'compress'>
export type UniversalDecoratorOptions = FileDecoratorOptions & Pick<CacheOptions, 'persistent' | 'large'>

const { async, key, hashVal, files, keyOf, version } = wrapEntries
const { name: _name, version: _version, engine: _engine, persistent, large, compress, ...forDisk } = entries
const { maxEntries, policy, ttl, maxAge, strategy, secure, log, onWarning } = entries
const asynchronous = { key, version, hashVal, files, keyOf, maxEntries, policy, ttl, maxAge, strategy, secure, log, onWarning }
const disk = { key, version, hashVal, files, keyOf, async, ...forDisk, folderName: v.optional(fileName) }

const schemas: Readonly<Record<'memory' | 'async' | 'disk' | 'file' | 'universal', v.StrictObjectSchema<v.ObjectEntries, undefined>>> = {
  memory: v.strictObject({ ...asynchronous, async }),
  async: v.strictObject(asynchronous),
  disk: v.strictObject(disk),
  file: v.strictObject({ ...disk, compress }),
  universal: v.strictObject({ ...disk, compress, persistent, large }),
}
const HINTS = { maxSize: 'In memory, maxEntries is the limit.' }

/** Only those that mean something for this decorator. @throws CacheOptionError */
export function checkDecoratorOptions(decorator: keyof typeof schemas, options: unknown): void {
  checkOptions(schemas[decorator], options, HINTS)
}
