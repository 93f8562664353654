import { tmpdir } from 'node:os'
import { join } from 'node:path'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { CacheOptionError, type CacheOptions, asyncCache, cached, caches, createCache, diskCache, fileCache, fileBackend, memoryCache } from '../../src/library'
import { openLibrary } from '../support/library'
import { temporaryDir } from '../support/temp'

const dir = join(tmpdir(), 'unplugin-cache-options')
const any = (options: unknown): never => options as never

describe('options without an effect', () => {
  it.each<[option: string, fix: string, call: () => unknown]>([
    ['maxSize', 'maxEntries is the limit', () => memoryCache(any({ maxSize: 2 }))],
    ['dir', 'The options are: key', () => memoryCache(any({ dir }))],
    ['folderName', 'The options are', () => memoryCache(any({ folderName: 'x' }))],
    ['compress', 'The options are', () => memoryCache(any({ compress: 'gzip' }))],
    ['engine', 'The options are', () => memoryCache(any({ engine: 'disk' }))],
    ['name', 'The options are', () => memoryCache(any({ name: 'x' }))],
    ['async', 'The options are', () => asyncCache(any({ async: false }))],
    ['engine', 'The options are', () => diskCache(any({ dir, engine: 'memory' }))],
    ['compress', 'The options are', () => diskCache(any({ dir, compress: 'gzip' }))],
    ['large', 'The options are', () => fileCache(any({ dir, large: true }))],
    ['engine', 'The options are', () => cached(any({ engine: 'disk' }))],
    ['compress', 'engine: \'file\'', () => createCache({ dir, compress: 'gzip' })],
    ['compress', 'engine: \'file\'', () => createCache({ engine: 'memory', compress: 'gzip' })],
    ['large', 'engine: \'universal\'', () => createCache({ dir, large: true })],
    ['maxSize', 'maxEntries', () => createCache({ engine: 'memory', maxSize: 10 })],
    ['maxSize', 'limits of the backend', () => createCache({ backend: memoryDriver(), maxSize: 10 })],
    ['keepUnused', 'limits of the backend', () => createCache({ backend: fileBackend('x'), keepUnused: 10 })],
  ])('E7 are errors: %s %s', (option, fix, call) => {
    expect(call).toThrow(CacheOptionError)
    expect(call).toThrow(`option "${option}"`)
    expect(call).toThrow(fix)
  })

  it.each<CacheOptions>([{ engine: 'file', compress: 'gzip' }, { engine: 'universal', compress: 'gzip', large: true }, { maxSize: 10 }])('E7 are taken where they have one: %j', async (options) => {
    await createCache({ dir: temporaryDir(), ...options }).close()
    await createCache({ backend: () => Promise.resolve(memoryDriver()), maxSize: 10 }).close()
  })
})

describe('what is no option', () => {
  it.each<[message: string, call: () => unknown]>([
    ['options are null', () => memoryCache(any(null))],
    ['options are null', () => asyncCache(any(null))],
    ['options are null', () => cached(any(null))],
    ['options are [Function: f]', () => memoryCache(any(function f() { /* Nothing. */ }))],
    ['"keyOf" is 5, it must be a function', () => memoryCache(any({ keyOf: 5 }))],
    ['"key" is 5, it must be a text', () => memoryCache(any({ key: 5 }))],
    ['"files" is 5', () => memoryCache(any({ files: 5 }))],
    ['"version" is "x y@"', () => memoryCache({ version: 'x y@' })],
    ['a field cannot be cached', () => (memoryCache() as (fn: unknown, context: unknown) => unknown)(undefined, { kind: 'field', name: 'x' })],
    ['a class cannot be cached', () => (memoryCache() as (fn: unknown, context: unknown) => unknown)(class {}, { kind: 'class', name: 'x' })],
    ['standard decorators', () => (memoryCache() as (fn: unknown, context: unknown) => unknown)({}, 'method')],
    ['called with null, it needs an object', () => openLibrary().cache.addVolatile(any(null), any('x'))],
    ['fn is undefined, it must be a function', () => openLibrary().cache.wrap(any(undefined))],
    ['options are null', () => openLibrary().cache.wrap(() => 1, any(null))],
    ['"files" is "x", it must be a list of paths', () => openLibrary().cache.wrap(() => 1, { files: () => any('x') })()],
    ['"files.0" is 5', () => openLibrary().cache.wrap(() => 1, { files: () => any([5]) })()],
  ])('E7 is named: %s', (message, call) => {
    expect(call).toThrow(CacheOptionError)
    expect(call).toThrow(message)
  })

  it('E7 is named in calls that give promises', async () => {
    const { cache } = openLibrary()
    const calls = [
      () => cache.clear(any({ removefolder: true })),
      () => cache.clear(any(null)),
      () => caches.clear('none', any({ removeFoldr: true })),
      () => cache.getOrCompute('a', any(5)),
    ]
    for (const call of calls)
      await expect(call()).rejects.toThrow(CacheOptionError)
  })
})
