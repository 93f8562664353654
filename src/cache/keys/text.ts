import { digest } from '../../util/digest'
import { CacheKeyError } from '../errors'
import { contentOf, isBytes, ownBytesText, standardParts } from './built-in'
import { describeClass, sourceOf } from './classes'

/** A method of this name says what stands for an object in keys: `[cacheKey]() { return this.id }`. */
export const cacheKey: unique symbol = Symbol.for('unplugin-cache.key') as typeof cacheKey

/** The text of an object in another one is a digest when it is longer. Characters. */
const LONG = 500
/** Deeper nesting would exhaust the stack. */
const MAX_DEPTH = 1000
/** How often objects may be walked through again because their text depends on where they are met. */
const MAX_REPEATS = 10_000
/** In a message, of a path that is longer. */
const SHOWN_STEPS = 20

interface Walk {
  /** Where we are, for messages. */
  path: string[]
  /** The objects that we are in, to recognise cycles. */
  parents: object[]
  /** Index of the outermost parent that was met again. What is inside of it has another text elsewhere. */
  outermost: number
  /** Digests of objects that may be met again, or nothing for those that have another text elsewhere. */
  known: Map<object, string | undefined> | undefined
  repeats: number
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
  return primitiveText(value) ?? objectText(value as object, walkFrom(root))
}

/** The same for a list of arguments. */
export function argumentsText(args: readonly unknown[]): string {
  let text = ''
  for (let index = 0; index < args.length; index++) {
    const value = args[index]
    text += `${primitiveText(value) ?? objectText(value as object, walkFrom(`args[${index}]`))},`
  }
  return text
}

function walkFrom(root: string): Walk {
  return { path: [root], parents: [], outermost: Infinity, known: undefined, repeats: 0 }
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
  const { parents } = walk
  const parent = parents.indexOf(value)
  if (parent !== -1) {
    walk.outermost = Math.min(walk.outermost, parent)
    return `^${parents.length - parent}`
  }
  if (walk.known?.has(value)) {
    const known = walk.known.get(value)
    if (known !== undefined)
      return known
    if (++walk.repeats > MAX_REPEATS)
      throw unkeyable(value, walk, 'is part of too many cycles')
  }
  if (parents.length > MAX_DEPTH)
    throw unkeyable(value, walk, `is nested deeper than ${MAX_DEPTH} objects`)
  const around = walk.outermost
  walk.outermost = Infinity
  parents.push(value)
  const text = keyed(value, walk) ?? builtIn(value, walk) ?? members(value, walk)
  parents.pop()
  const isWhole = walk.outermost >= parents.length
  walk.outermost = isWhole ? around : Math.min(around, walk.outermost)
  return text.length > LONG && parents.length > 0 ? remembered(value, { text, isWhole }, walk) : text
}

/** What is shared by many would otherwise be written and walked through for each of them, and for each of theirs. */
function remembered(value: object, { text, isWhole }: { text: string, isWhole: boolean }, walk: Walk): string {
  const short = isWhole ? `#${digest(text)}` : undefined
  walk.known ??= new Map()
  walk.known.set(value, short)
  return short ?? text
}

function keyed(value: object, walk: Walk): string | undefined {
  const own = (value as { [cacheKey]?: () => unknown })[cacheKey]
  if (typeof own === 'function')
    return `k${sized(nameOf(value))}(${textOf(own.call(value), '[cacheKey]()', walk)})`
  if (typeof value === 'function' || typeof value === 'symbol')
    throw unkeyable(value, walk)
  return undefined
}

/** What has its content where no property shows it. Classes that extend these are like all classes. */
function builtIn(value: object, walk: Walk): string | undefined {
  if (value instanceof Error)
    return errorText(value, walk)
  if (isBytes(value))
    return ownBytesText(value) ?? refuse(value, walk)
  if (Object.getPrototypeOf(Object.getPrototypeOf(value) ?? value) !== Object.prototype)
    return undefined
  if (Array.isArray(value))
    return list(value, walk)
  const content = contentOf(value, (inner, step) => textOf(inner, step, walk))
  if (content === undefined)
    return undefined
  return Reflect.ownKeys(value).length > content.members ? content.text + properties(value, walk, content.hidden) : content.text
}

/** Where it was made does not count. */
function errorText(value: Error, walk: Walk): string {
  const { parts, hidden } = standardParts(value)
  return `x${classText(value, walk)}(${parts.map(([name, part]) => `${name}=${textOf(part, `.${name}`, walk)},`).join('')})${properties(value, walk, hidden)}`
}

function list(value: readonly unknown[], walk: Walk): string {
  let text = '['
  let members = 0
  for (let index = 0; index < value.length; index++) {
    members += Number(index in value)
    text += index in value ? `${textOf(value[index], `[${index}]`, walk)},` : 'h,'
  }
  // Besides its length, such as the `index` of what a regular expression has found.
  return Reflect.ownKeys(value).length > members + 1 ? `${text}]${properties(value, walk, 1)}` : `${text}]`
}

/** Plain objects, and instances of classes whose state can be seen. */
function members(value: object, walk: Walk): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
    ? properties(value, walk)
    : `c${classText(value, walk)}${properties(value, walk)}`
}

/** Name and code of a class, and what it keeps besides its methods, as far as it can be seen. */
function classText(value: object, walk: Walk): string {
  const facts = describeClass(value) ?? refuse(value, walk)
  let text = `${sized(nameOf(value))}${facts.code}`
  for (const owner of facts.owners) {
    for (const name of Object.keys(owner)) {
      const member = (owner as Record<string, unknown>)[name]
      const source = sourceOf(member)
      text += `,${sized(name)}=${source === undefined ? textOf(member, `.constructor.${name}`, walk) : digest(source)}`
    }
  }
  return text
}

/** @param hidden how many members are known that do not show */
function properties(value: object, walk: Walk, hidden = 0): string {
  const names = Object.keys(value)
  if (Reflect.ownKeys(value).length > names.length + hidden)
    throw unkeyable(value, walk, 'has members that are hidden, or whose names are symbols')
  let text = '{'
  for (const name of names.sort())
    text += `${sized(name)}=${textOf((value as Record<string, unknown>)[name], `.${name}`, walk)},`
  return `${text}}`
}

/** A text of any characters, so that nobody can take a part of it for what follows. */
function sized(text: string): string {
  return `${text.length}:${text}`
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: string } }
  return String(constructor?.name)
}

function refuse(value: object, walk: Walk): never {
  throw unkeyable(value, walk)
}

function unkeyable(value: unknown, { path }: Walk, why?: string): CacheKeyError {
  const place = path.length > SHOWN_STEPS ? `${path.slice(0, SHOWN_STEPS).join('')}…` : path.join('')
  const kind = why ?? `is ${typeof value === 'object' ? `an instance of ${nameOf(value!)}, whose state cannot be seen` : `a ${typeof value}`}`
  return new CacheKeyError(place, `unplugin-cache: ${place} ${kind}, so it cannot be part of a key. `
    + 'Leave it out with the option keyOf, or give it a method [cacheKey]() that returns what it stands for.')
}
