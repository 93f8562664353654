import { Module, createRequire } from 'node:module'
import process from 'node:process'
import { types } from 'node:util'
import { digest } from '../util/digest'
import { codeOf } from './code'
import { isPatched } from './tracer'

const MAX_TEXT = 200
const require = createRequire(import.meta.url)
const BUILT_IN: unknown[] = [globalThis, process, process.env, console, Buffer, ...['fs', 'fs/promises', 'path', 'path/posix', 'url', 'module', 'crypto', 'util', 'os'].map(name => require(`node:${name}`) as unknown)]

/** A primitive value as text, long ones as a digest. */
export function primitiveText(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : String(value)
  return text.length > MAX_TEXT ? digest(text) : text
}

export function className(value: object): string {
  const constructor: unknown = readProperty(Object.getPrototypeOf(value) as object | null ?? {}, 'constructor')
  return typeof constructor === 'function' && constructor !== Object ? `instance of ${constructor.name}` : '{}'
}

/** Private fields do not show in properties; to ask for them costs too much for every object. */
export function hasPrivateFields(value: object): boolean {
  const constructor: unknown = readProperty(Object.getPrototypeOf(value) as object | null ?? {}, 'constructor')
  return typeof constructor === 'function' && constructor !== Object && /[{;\s]#\w/.test(Function.prototype.toString.call(constructor))
}

/** Built-in values that are one value, not a container. */
export function builtinText(value: object): string | undefined {
  if (value instanceof RegExp || value instanceof URL)
    return String(value)
  if (value instanceof Date)
    return `Date ${value.getTime()}`
  if (ArrayBuffer.isView(value))
    return `bytes ${digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`
  return undefined
}

/** Values of Node itself. */
const builtInValues = new Set<unknown>(BUILT_IN)
const builtInFunctions = new WeakSet<object>(BUILT_IN.flatMap(module => Object.values(module as object) as unknown[]).filter((value): value is object => typeof value === 'function'))

/** What belongs to Node and looks like any other object or function. */
export function isBuiltIn(value: object): boolean {
  return builtInValues.has(value) || builtInFunctions.has(value) || isPatched(value) || value instanceof Module || isRequire(value) || isNative(value)
}

/** A function without code. One that is bound has none either, but stands for another. */
function isNative(value: object): boolean {
  return typeof value === 'function' && codeOf(value).isNative && !String(readProperty(value, 'name')).startsWith('bound ')
}

/** The `require` of a CommonJS module, which leads to all others. */
function isRequire(value: object): boolean {
  return typeof value === 'function' && ['resolve', 'main', 'extensions', 'cache'].every(name => Object.hasOwn(value, name))
}

/** Enumerable members of the global object that a plain Node has. */
const NODE_GLOBALS: ReadonlySet<string> = new Set(['global', 'clearImmediate', 'setImmediate', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout', 'queueMicrotask', 'structuredClone', 'atob', 'btoa', 'performance', 'fetch', 'navigator', 'crypto', 'localStorage', 'sessionStorage'])

/** What programs have put into the global object. */
export function extraGlobals(): [string | symbol, unknown][] {
  return Reflect.ownKeys(globalThis)
    .filter(name => Object.prototype.propertyIsEnumerable.call(globalThis, name) && !NODE_GLOBALS.has(String(name)))
    .map(name => [name, readProperty(globalThis, name)])
}

/** A `ref` or `computed` of `@vue/reactivity`. */
export function isRef(value: object): boolean {
  return readProperty(value, '__v_isRef') === true
}

/** A schema of `zod`: many functions around a definition, which says it all. */
export function schemaDefinition(value: object): unknown {
  const internals = readProperty(value, '_zod')
  return typeof internals === 'object' && internals !== null ? readProperty(internals, 'def') : undefined
}

/** Nothing can be said of these, or it would run foreign code to ask. */
export function isOpaque(value: object): boolean {
  return types.isProxy(value) || (!isPlain(value) && isUnlisted(value))
}

/** Most values are, and to ask for each kind takes time. */
function isPlain(value: object): boolean {
  return typeof value === 'function' || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}

function isUnlisted(value: object): boolean {
  return types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value) || types.isModuleNamespaceObject(value)
}

/** The value of a data property; getters are not run. */
export function readProperty(target: object, name: string | symbol): unknown {
  try {
    return Object.getOwnPropertyDescriptor(target, name)?.value as unknown
  }
  catch {
    // A variable that is not initialized yet (`let` before its line): the same in each run.
    return undefined
  }
}
