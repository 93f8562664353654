import { parse, stringify } from 'devalue'
import { ERRORS, assertWhole } from './whole'

/** Turns values into bytes and back. Anything that is thrown means: this value is not cached. */
export interface Serializer {
  serialize: (value: unknown) => string | Uint8Array
  deserialize: (bytes: Buffer) => unknown
}

interface ErrorParts {
  type: string
  message: string
  stack: string | undefined
  /** A list, because a cause may also be `undefined`. */
  cause: unknown[]
  /** Of an `AggregateError`. */
  errors?: unknown[]
  own: [string, unknown][]
}

/** How many prototypes the instances of a class have, which is the same in every realm; those of a subclass have more. */
const DEPTHS: Readonly<Record<string, number>> = { Array: 2, Map: 2, Set: 2, Date: 2, RegExp: 2, URL: 2, URLSearchParams: 2, ArrayBuffer: 2, DataView: 2 }
const TYPED_ARRAY_DEPTH = 3
const BUFFER_DEPTH = 4

/** By the name of a kind of values. */
type Converters = Readonly<Record<string, (value: unknown) => unknown>>

/** What devalue does not know. A reducer says `false` for what is not its own, so an empty buffer is wrapped as well. */
const reducers: Converters = {
  Refused: value => refuse(value),
  Buffer: value => Buffer.isBuffer(value) && [value.toString('base64')],
  Error: value => value instanceof Error && partsOf(value),
}
const revivers: Converters = {
  Buffer: data => Buffer.from((data as [string])[0], 'base64'),
  Error: data => reviveError(data as ErrorParts),
}

/**
 * JSON that keeps Map, Set, Date, BigInt, typed arrays, Buffer, URL, RegExp, Error, `undefined`, `-0`, NaN and cycles.
 * Functions, instances of other classes and hidden members are refused.
 */
export const defaultSerializer: Serializer = {
  serialize: value => stringify(value, reducers),
  deserialize: bytes => parse(bytes.toString(), revivers) as unknown,
}

/** The default one, which knows one more kind of values. */
export function serializerWith(kind: string, reduce: (value: unknown) => unknown, revive: (data: unknown) => unknown): Serializer {
  return {
    serialize: value => stringify(value, { ...reducers, [kind]: reduce }),
    deserialize: bytes => parse(bytes.toString(), { ...revivers, [kind]: revive }) as unknown,
  }
}

/** What would not come back as it is. Never says that a value is its own. */
function refuse(value: unknown): false {
  if (typeof value !== 'object' || value === null)
    return false
  const depth = depthOfBase(value)
  if (depth !== undefined && depthOf(value) > depth)
    throw new TypeError(`instances of ${value.constructor.name} cannot be told from those of the class that it extends`)
  assertWhole(value)
  return false
}

function depthOfBase(value: object): number | undefined {
  if (Buffer.isBuffer(value))
    return BUFFER_DEPTH
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  return Object.hasOwn(DEPTHS, tag) ? DEPTHS[tag] : ArrayBuffer.isView(value) ? TYPED_ARRAY_DEPTH : undefined
}

function depthOf(value: object): number {
  let depth = 0
  for (let at = Object.getPrototypeOf(value) as object | null; at; at = Object.getPrototypeOf(at) as object | null)
    depth++
  return depth
}

function partsOf(error: Error): ErrorParts {
  const standard = ['stack', 'message', 'cause', 'name']
  const own = Object.entries(error).filter(([name]) => !standard.includes(name))
  return { type: error.name, message: error.message, stack: error.stack, cause: 'cause' in error ? [error.cause] : [], own, ...(error instanceof AggregateError ? { errors: error.errors as unknown[] } : {}) }
}

function reviveError({ type, message, stack, cause, own, errors }: ErrorParts): Error {
  const options = cause.length > 0 ? { cause: cause[0] } : undefined
  const error = errors ? new AggregateError(errors, message, options) : new (ERRORS[type] ?? Error)(message, options)
  const hidden = { configurable: true, enumerable: false, writable: true }
  if (error.name !== type)
    Object.defineProperty(error, 'name', { ...hidden, value: type })
  Object.defineProperty(error, 'stack', { ...hidden, value: stack })
  for (const [name, value] of own)
    Object.defineProperty(error, name, { ...hidden, enumerable: true, value })
  return error
}
