import { digest } from '../../util/digest'
import { type VersionFacts, completeKey, nameInKey } from '../keys/name'
import { isObject } from '../../util/stable'
import { argumentsText, keyText } from '../keys/text'
import { sessionId } from '../keys/session'
import { CacheOptionError } from '../errors'
import type { Entry } from '../values/record'
import type { Core, Job, Target } from './core'
import { checkFiles, checkFunction, checkWrapOptions } from './options'
import type { AnyFunction, WrapOptions } from './types'

/** What a wrapped function has besides. */
export interface WrappedExtras<F extends AnyFunction> {
  /**
   * The key of a call with these arguments, for `get`, `has`, `delete` and `getStream` of the cache. For a method it
   * is called with its object: `object.method.keyFor.call(object, …)`. @throws CacheKeyError
   */
  keyFor: (...args: Parameters<F>) => string
}

/** Longer keys are digests. Characters. */
const MAX_KEY_TEXT = 120
const isAsyncFunction = (fn: AnyFunction): boolean => fn.constructor.name === 'AsyncFunction'
let anonymous = 0

/** A function with the signature of `fn` that runs it only when the cache has no result for its arguments. */
export function wrap<F extends AnyFunction>(core: Core, fn: F, options: WrapOptions<F>): F & WrappedExtras<F> {
  checkFunction('fn', fn)
  checkWrapOptions(options)
  if (fn.constructor.name.endsWith('GeneratorFunction'))
    throw new CacheOptionError('fn', fn, `unplugin-cache: ${fn.name || 'the function'} is a generator, and what it gives can be read only once. Wrap a function that gives a list.`)
  // Two functions of one name in memory are still two; on disk the key is all that is known after a restart.
  const base = options.key ?? `_${nameInKey(fn.name || 'anonymous')}#${++anonymous}`
  const facts = { version: options.version, hashVal: withCode(base, fn, options.hashVal) }
  const start = startOf(core, base, facts)
  const { name } = start()
  const complete = completeKey(base, facts)
  const argsOf = argumentsMaker(options as WrapOptions, options.secure ?? core.options.secure)
  const givesPromises = (options.async ?? isAsyncFunction(fn)) || !core.isSync

  function call(this: ThisParameterType<F>, args: Parameters<F>): unknown {
    const target: Target = { ...start(), name: name + argsOf.call(this, args) }
    const quick = target.engine === core.memory && options.maxAge === undefined ? core.quick(target.name, target.version) : undefined
    if (quick)
      return answer(quick)
    const files = typeof options.files === 'function' ? filesFor(options.files, args) : options.files
    const job: Job = { wanted: core.wanted(target, options), ttl: options.ttl, files, strategy: options.strategy }
    const make = (): unknown => fn.apply(this, args) as unknown
    return givesPromises
      ? core.compute(target, { ...job, isAsync: true }, make)
      : computeNow(core, target, job, make)
  }
  function wrapped(this: ThisParameterType<F>, ...args: Parameters<F>): unknown {
    try {
      return call.call(this, args)
    }
    catch (error) {
      if (givesPromises)
        return Promise.reject(error as Error)
      throw error
    }
  }
  const like = (value: unknown): PropertyDescriptor => ({ value, configurable: true })
  Object.defineProperties(wrapped, { name: like(fn.name), length: like(fn.length) })
  function keyFor(this: unknown, ...args: Parameters<F>): string {
    return complete + argsOf.call(this === wrapped ? undefined : this, args)
  }
  return Object.assign(wrapped as F, { keyFor })
}

function filesFor<A extends unknown[]>(files: (...args: A) => readonly string[], args: A): readonly string[] {
  const found = files(...args)
  checkFiles(found)
  return found
}

/** On disk, other code may give other results, and meets those of the old one. */
function withCode(base: string, fn: AnyFunction, hashVal: unknown): unknown {
  return base.includes('/') ? [digest(Function.prototype.toString.call(fn)), hashVal] : hashVal
}

function startOf(core: Core, base: string, facts: VersionFacts): () => Target {
  const make = (): Target => core.target(base, facts)
  let [session, target] = [sessionId(), make()]
  return () => {
    if (session !== sessionId())
      [session, target] = [sessionId(), make()]
    return target
  }
}

/** Gives the arguments of a call as the end of its key, readable as long as they are short and nothing has to be kept secret. */
function argumentsMaker({ keyOf }: WrapOptions, isSecure: boolean): (this: unknown, args: readonly unknown[]) => string {
  return function (args) {
    const text = keyOf ? keyText(keyOf.apply(this, [...args]), 'keyOf()') : argumentsText(args)
    return isSecure || text.length > MAX_KEY_TEXT ? `(#${digest(text)})` : `(${text})`
  }
}

/** For functions that give a value at once, and for those that turn out to give a promise. */
function computeNow(core: Core, target: Target, { wanted, ttl, files, strategy }: Job, make: () => unknown): unknown {
  const found = core.read(target, wanted) as Entry | undefined
  if (found)
    return answer(found)
  const underWay = core.underWay(target, wanted)
  if (underWay)
    return underWay
  const inputs = core.inputsOf(files, strategy)
  const made: unknown = make()
  if (isThenable(made)) {
    return core.join(target, wanted, async (flight) => {
      const value: unknown = await made
      if (!flight.isOvertaken)
        await core.keep(target, value, { ttl, inputs, isAsync: true })
      return value
    })
  }
  void core.keep(target, made, { ttl, inputs })
  return made
}

/** Also promises of another realm, and objects that only behave like one. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (isObject(value) || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
}

function answer({ value, isAsync }: Entry): unknown {
  return isAsync ? Promise.resolve(value) : value
}
