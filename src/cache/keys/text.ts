import { digest } from '../../util/digest'
import { CacheKeyError } from '../errors'
import { describeClass } from './classes'

/** A method of this name says what stands for an object in keys: `[cacheKey]() { return this.id }`. */
export const cacheKey: unique symbol = Symbol.for('unplugin-cache.key') as typeof cacheKey

const TYPED_ARRAY: unknown = Object.getPrototypeOf(Uint8Array.prototype)

interface Walk {
  /** Where we are, for messages. */
  path: string[]
  /** The objects that we are in, to recognise cycles. */
  parents: object[]
}

/**
 * A text that is equal for equal values only. The order of properties does not count; types do, and so do `-0`,
 * holes, and members that are `undefined` instead of missing. Maps and sets count with the order of their members,
 * because whoever iterates sees it.
 *
 * @param root how the value is called in messages
 * @throws CacheKeyError naming the part that cannot be told apart from others
 */
export function keyText(value: unknown, root = 'value'): string {
  return primitiveText(value) ?? objectText(value as object, { path: [root], parents: [] })
}

/** The same for a list of arguments. */
export function argumentsText(args: readonly unknown[]): string {
  let text = ''
  for (let index = 0; index < args.length; index++) {
    const value = args[index]
    text += `${primitiveText(value) ?? objectText(value as object, { path: [`args[${index}]`], parents: [] })},`
  }
  return text
}

function primitiveText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string': return `s${value.length}:${value}`
    case 'number': return Object.is(value, -0) ? 'n-0' : `n${value}`
    case 'boolean': return value ? 't' : 'f'
    case 'undefined': return 'u'
    case 'bigint': return `i${value}`
    default: return value === null ? '0' : undefined
  }
}

function textOf(value: unknown, step: string, walk: Walk): string {
  const text = primitiveText(value)
  if (text !== undefined)
    return text
  walk.path.push(step)
  const result = objectText(value as object, walk)
  walk.path.pop()
  return result
}

function objectText(value: object, walk: Walk): string {
  const parent = walk.parents.indexOf(value)
  if (parent !== -1)
    return `^${parent}`
  walk.parents.push(value)
  const text = keyed(value, walk) ?? builtIn(value, walk) ?? members(value, walk)
  walk.parents.pop()
  return text
}

function keyed(value: object, walk: Walk): string | undefined {
  const own = (value as { [cacheKey]?: () => unknown })[cacheKey]
  if (typeof own === 'function')
    return `k${nameOf(value)}(${textOf(own.call(value), '[cacheKey]()', walk)})`
  if (typeof value === 'function' || typeof value === 'symbol')
    throw unkeyable(value, walk)
  return undefined
}

/** What has its content where no property shows it. Classes that extend these are like all classes. */
function builtIn(value: object, walk: Walk): string | undefined {
  if (value instanceof Error)
    return `x${nameOf(value)}(${[value.name, value.message, value.cause, (value as AggregateError).errors].map(part => textOf(part, '.cause', walk)).join('')}${properties(value, walk)})`
  const base: unknown = Object.getPrototypeOf(Object.getPrototypeOf(value) ?? value)
  if (ArrayBuffer.isView(value) && (base === TYPED_ARRAY || Buffer.isBuffer(value) || base === Object.prototype))
    return `b${nameOf(value)}${value.byteLength}:${digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`
  if (base !== Object.prototype)
    return undefined
  if (Array.isArray(value))
    return list(value, walk)
  const content = contentOf(value, walk)
  return content !== undefined && Object.keys(value).length > 0 && !(value instanceof String) ? content + properties(value, walk) : content
}

function contentOf(value: object, walk: Walk): string | undefined {
  if (value instanceof Date)
    return `d${value.getTime()}`
  if (value instanceof RegExp)
    return `r${value.lastIndex}${String(value)}`
  if (value instanceof URL)
    return `l${value.href}`
  if (value instanceof Map)
    return `m{${[...value].map(([key, inner], index) => `${textOf(key, ` key ${index}`, walk)}=${textOf(inner, ` entry ${index}`, walk)};`).join('')}}`
  if (value instanceof Set)
    return `e{${[...value].map((inner, index) => `${textOf(inner, ` entry ${index}`, walk)};`).join('')}}`
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return `b${nameOf(value)}${value.byteLength}:${digest(new Uint8Array(value))}`
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return `w${keyText(value.valueOf())}`
  return undefined
}

function list(value: readonly unknown[], walk: Walk): string {
  let text = '['
  let members = 0
  for (let index = 0; index < value.length; index++) {
    members += Number(index in value)
    text += index in value ? `${textOf(value[index], `[${index}]`, walk)},` : 'h,'
  }
  // Such as the `index` of what a regular expression has found.
  return Object.keys(value).length > members ? `${text}]${properties(value, walk)}` : `${text}]`
}

/** Plain objects, and instances of classes whose state can be seen. */
function members(value: object, walk: Walk): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype)
    return properties(value, walk)
  const described = describeClass(value)
  if (described === undefined || Object.getOwnPropertyNames(value).length > Object.keys(value).length)
    throw unkeyable(value, walk)
  return `c${described}${properties(value, walk)}`
}

function properties(value: object, walk: Walk): string {
  if (Object.getOwnPropertySymbols(value).some(symbol => Object.prototype.propertyIsEnumerable.call(value, symbol)))
    throw unkeyable(value, walk, 'has members whose names are symbols')
  let text = '{'
  for (const name of Object.keys(value).sort())
    text += `${name.length}:${name}=${textOf((value as Record<string, unknown>)[name], `.${name}`, walk)},`
  return `${text}}`
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: string } }
  return String(constructor?.name)
}

function unkeyable(value: unknown, { path }: Walk, why?: string): CacheKeyError {
  const place = path.join('')
  const kind = why ?? `is ${typeof value === 'object' ? `an instance of ${nameOf(value!)}, whose state cannot be seen` : `a ${typeof value}`}`
  return new CacheKeyError(place, `unplugin-cache: ${place} ${kind}, so it cannot be part of a key. `
    + 'Leave it out with the option keyOf, or give it a method [cacheKey]() that returns what it stands for.')
}
