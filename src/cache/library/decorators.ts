import { isObject } from '../../util/stable'
import { CacheKeyError, CacheOptionError } from '../errors'
import { nameInKey } from '../keys/name'
import { cacheKey } from '../keys/text'
import type { Cache } from './api'
import { createCache } from './create'
import { type AsyncDecoratorOptions, type DiskDecoratorOptions, type FileDecoratorOptions, type MemoryDecoratorOptions, type UniversalDecoratorOptions, checkDecoratorOptions } from './decorator-options'
import type { AnyFunction, AsyncFunction, CacheOptions, WrapOptions } from './types'
import type { WrappedExtras } from './wrap'

/** A cached function has the signature of the real one, and the cache that it uses. */
export type Cached<F extends AnyFunction> = F & WrappedExtras<F> & { readonly cache: Cache }

type Method = ClassMethodDecoratorContext

/** For functions, `diskCache(options)(fn)`, and for methods, `@diskCache(options)`. */
export type CacheDecorator = <F extends AnyFunction>(fn: F, context?: Method) => Cached<F>
export type AsyncCacheDecorator = <F extends AsyncFunction>(fn: F, context?: Method) => Cached<F>

/** Keeps results in memory, for this process. */
export function memoryCache(options: MemoryDecoratorOptions = {}): CacheDecorator {
  checkDecoratorOptions('memory', options)
  return decorator(options, { engine: 'memory', name: 'memory' })
}

/** The same for functions that give promises: concurrent calls with equal arguments compute once. */
export function asyncCache(options: AsyncDecoratorOptions = {}): AsyncCacheDecorator {
  checkDecoratorOptions('async', options)
  return decorator({ ...options, async: true }, { engine: 'memory', name: 'async' })
}

/** Keeps results on disk, for later processes. */
export function diskCache(options: DiskDecoratorOptions = {}): CacheDecorator {
  checkDecoratorOptions('disk', options)
  return decorator(options, { engine: 'disk' })
}

/** Keeps each result in a file of its own: for typed arrays and buffers of megabytes. */
export function fileCache(options: FileDecoratorOptions = {}): CacheDecorator {
  checkDecoratorOptions('file', options)
  return decorator(options, { engine: 'file' })
}

/** Chooses between the others by what is asked for; `fn.cache.picked` says what it chose, and why. */
export function cached(options: UniversalDecoratorOptions = {}): CacheDecorator {
  checkDecoratorOptions('universal', options)
  const isPersistent = options.persistent ?? (options.folderName !== undefined || options.dir !== undefined || options.maxSize !== undefined)
  return decorator({ ...options, persistent: isPersistent }, { engine: 'universal' })
}

function decorator(options: UniversalDecoratorOptions, fixed: CacheOptions): CacheDecorator {
  const { key, version, hashVal, files, keyOf, async, folderName, ...rest } = options as UniversalDecoratorOptions & { files?: WrapOptions['files'] }
  const cache = createCache({ name: folderName ?? 'functions', ...rest, ...fixed })
  const module = key === undefined && cache.picked.engine !== 'memory' ? callerOf(new Error('decorated here')) : undefined
  const isInMemory = cache.picked.engine === 'memory'
  return <F extends AnyFunction>(fn: F, context?: Method) => {
    checkTarget(fn, context)
    const call = { key: key ?? keyFor(fn, context, isInMemory), version, hashVal: module === undefined ? hashVal : [module, hashVal], files, async, keyOf: keyOf ?? (context && methodKey(context, isInMemory)) }
    return Object.assign(cache.wrap(fn, call as WrapOptions<F>), { cache })
  }
}

/** @throws CacheOptionError */
function checkTarget(fn: unknown, context: { kind?: string } | undefined): void {
  if (typeof fn !== 'function' || !['method', 'getter', undefined].includes(context?.kind) || typeof context === 'string')
    throw new CacheOptionError('fn', fn, `unplugin-cache: a ${context?.kind ?? typeof fn} cannot be cached, only functions and methods can, with standard decorators.`)
}

/** The file that asked for a decorator: functions of the same name and text may use different helpers. */
function callerOf({ stack = '' }: Error): string | undefined {
  const [, , caller = ''] = stack.split('\n').slice(1)
  return /(?:file:\/\/|\()?([^()\s]+?):\d+:\d+\)?$/.exec(caller)?.[1]
}

/** On disk the name is what a function is known by after a restart. */
function keyFor(fn: AnyFunction, context: Method | undefined, isInMemory: boolean): string | undefined {
  const name = context ? context.name : fn.name
  if (isInMemory)
    return undefined
  if (name === '')
    throw new CacheOptionError('key', undefined, 'unplugin-cache: a function without a name needs the option "key", such as "./report".')
  return `./${nameInKey(name)}`
}

/** In memory each object and each class has results of its own; on disk it has to say what stands for it. */
function methodKey(context: Method, isInMemory: boolean): (this: unknown, ...args: unknown[]) => unknown {
  const ids = new WeakMap<object, number>()
  let count = 0
  return function (...args) {
    const owner = ownerOf(this, context)
    const own = (owner as { [cacheKey]?: () => unknown })[cacheKey]
    if (typeof own === 'function')
      return [classNameOf(owner), own.call(owner), args]
    if (!isInMemory && context.static)
      return [classNameOf(owner), args]
    if (!isInMemory)
      throw new CacheKeyError('this', `unplugin-cache: the results of ${String(context.name)}() outlive its object, so the object must say what it stands for. Give its class a method [cacheKey](), or set the option keyOf.`)
    if (!ids.has(owner))
      ids.set(owner, ++count)
    return [ids.get(owner), args]
  }
}

function ownerOf(owner: unknown, { name }: Method): object {
  if (typeof owner === 'function' || isObject(owner))
    return owner
  throw new CacheKeyError('this', `unplugin-cache: ${String(name)}() was called without its object, which is part of the key. Call it as object.${String(name)}(), bind it, or set the option keyOf.`)
}

function classNameOf(owner: object): unknown {
  return typeof owner === 'function' ? owner.name : owner.constructor.name
}
