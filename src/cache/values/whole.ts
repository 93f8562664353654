import { hasOwnMembers, standardParts } from '../keys/built-in'

/** The errors of JavaScript itself, by name. */
export const ERRORS: Readonly<Record<string, ErrorConstructor>> = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
const BASES: readonly unknown[] = [...Object.values(ERRORS), AggregateError].map(({ prototype }) => prototype as unknown)

const WITHOUT_MEMBERS: readonly (new (...args: never[]) => object)[] = [Map, Set, Date, URL, URLSearchParams, ArrayBuffer, Number, Boolean]

/** @throws TypeError when what would come back lacked a part of the value */
export function assertWhole(value: unknown): void {
  if (typeof value !== 'object' || value === null)
    return
  if (value instanceof Error && !BASES.includes(Object.getPrototypeOf(value)))
    throw new TypeError(`instances of ${value.constructor.name} would come back as those of another class`)
  if (value instanceof RegExp && value.lastIndex !== 0)
    throw new TypeError('the lastIndex of a regular expression would be lost')
  if (hasLostMembers(value))
    throw new TypeError(`members would be lost that somebody gave to it, or that are hidden or named by symbols`)
}

function hasLostMembers(value: object): boolean {
  if (ArrayBuffer.isView(value))
    return hasOwnMembers(value)
  const { length } = Reflect.ownKeys(value)
  if (Array.isArray(value))
    return length > 1 + value.reduce((count: number) => count + 1, 0)
  if (value instanceof String)
    return length > 1 + value.length
  if (value instanceof RegExp)
    return length > 1
  if (value instanceof Error)
    return length > Object.keys(value).length + standardParts(value).hidden
  if ([null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null))
    return length > Object.keys(value).length
  // All others are refused anyway.
  return length > 0 && WITHOUT_MEMBERS.some(type => value instanceof type)
}
