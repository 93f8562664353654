import { inspect } from 'node:util'
import { digest } from '../../util/digest'

/** Gives the text of a part, which is called so in messages. */
type Inner = (value: unknown, step: string) => string

interface Content {
  text: string
  /** How many members of its own all of its kind have … */
  members: number
  /** … and how many of these do not show. */
  hidden: number
}

const TYPED_ARRAY: unknown = Object.getPrototypeOf(Uint8Array.prototype)
/** What an error may have without showing it, besides the stack. */
const STANDARD = ['name', 'message', 'cause', 'errors'] as const
/** Listing the members of a longer one would list all its elements. */
const FEW_ELEMENTS = 64

/** True for views of bytes that are of no class of the user. */
export function isBytes(value: object): value is ArrayBufferView {
  if (!ArrayBuffer.isView(value))
    return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Buffer.prototype || prototype === DataView.prototype || Object.getPrototypeOf(prototype) === TYPED_ARRAY
}

/** Nothing when somebody gave it members. */
export function ownBytesText(value: ArrayBufferView): string | undefined {
  return hasOwnMembers(value) ? undefined : bytesText(value.constructor.name, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
}

/** What an error says, and the number of members that hold it and do not show. */
export function standardParts(error: Error): { parts: [name: string, value: unknown][], hidden: number } {
  const isHidden = (name: string): boolean => Object.hasOwn(error, name) && !Object.prototype.propertyIsEnumerable.call(error, name)
  return {
    parts: STANDARD.filter(name => name in error).map(name => [name, (error as AggregateError)[name]]),
    hidden: ['stack', ...STANDARD].filter(isHidden).length,
  }
}

/** The content of objects that keep it where no property shows it. */
export function contentOf(value: object, inner: Inner): Content | undefined {
  if (value instanceof RegExp)
    return { text: `r${inner(value.lastIndex, '.lastIndex')}/${value.flags}/${inner(value.source, '.source')}`, members: 1, hidden: 1 }
  if (value instanceof String)
    return { text: `w${inner(value.valueOf(), '')}`, members: value.length + 1, hidden: 1 }
  const text = innerText(value, inner)
  return text === undefined ? undefined : { text, members: 0, hidden: 0 }
}

function innerText(value: object, inner: Inner): string | undefined {
  if (value instanceof Date)
    return `d${value.getTime()}`
  if (value instanceof URL)
    return `l${inner(value.href, '.href')}`
  if (value instanceof Map)
    return `m{${[...value].map(([key, member], index) => `${inner(key, ` key ${index}`)}=${inner(member, ` entry ${index}`)};`).join('')}}`
  if (value instanceof Set)
    return `e{${[...value].map((member, index) => `${inner(member, ` entry ${index}`)};`).join('')}}`
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return bytesText(value.constructor.name, new Uint8Array(value))
  if (value instanceof Number || value instanceof Boolean)
    return `w${inner(value.valueOf(), '')}`
  return undefined
}

function bytesText(kind: string, bytes: Uint8Array): string {
  return `b${kind}${bytes.byteLength}:${digest(bytes)}`
}

/** True when somebody gave members to it. */
export function hasOwnMembers(value: ArrayBufferView): boolean {
  if (value instanceof DataView)
    return Reflect.ownKeys(value).length > 0
  const array = value as Uint8Array
  if (array.length <= FEW_ELEMENTS)
    return Reflect.ownKeys(array).length > array.length
  // Nothing else tells the other members without the elements.
  const shown = (view: Uint8Array): string => inspect(view, { customInspect: false, maxArrayLength: 0, showHidden: true, depth: 0 })
  return shown(array) !== shown(array.subarray())
}
