import { parse, stringify } from 'devalue'

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
  own: [string, unknown][]
}

const ERRORS: Readonly<Record<string, ErrorConstructor>> = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }

/** What devalue does not know. A reducer says `false` for what is not its own, so an empty buffer is wrapped as well. */
const reducers: Record<string, (value: unknown) => unknown> = {
  Buffer: value => Buffer.isBuffer(value) && [value.toString('base64')],
  Error: value => value instanceof Error && partsOf(value),
}
const revivers: Record<string, (data: unknown) => unknown> = {
  Buffer: data => Buffer.from((data as [string])[0], 'base64'),
  Error: data => reviveError(data as ErrorParts),
}

/**
 * JSON that keeps Map, Set, Date, BigInt, typed arrays, Buffer, URL, RegExp, Error, `undefined`, `-0`, NaN and cycles.
 * Functions and instances of other classes are refused.
 */
export const defaultSerializer: Serializer = {
  serialize: value => stringify(value, reducers),
  deserialize: bytes => parse(bytes.toString(), revivers) as unknown,
}

function partsOf(error: Error): ErrorParts {
  const standard = ['stack', 'message', 'cause', 'name']
  const own = Object.entries(error).filter(([name]) => !standard.includes(name))
  return { type: error.name, message: error.message, stack: error.stack, cause: 'cause' in error ? [error.cause] : [], own }
}

/** Classes of others are not looked up: such an error comes back as a plain one with its name. */
function reviveError({ type, message, stack, cause, own }: ErrorParts): Error {
  const error = new (ERRORS[type] ?? Error)(message, cause.length > 0 ? { cause: cause[0] } : undefined)
  const hidden = { configurable: true, enumerable: false, writable: true }
  if (error.name !== type)
    Object.defineProperty(error, 'name', { ...hidden, value: type })
  Object.defineProperty(error, 'stack', { ...hidden, value: stack })
  for (const [name, value] of own)
    Object.defineProperty(error, name, { ...hidden, enumerable: true, value })
  return error
}
