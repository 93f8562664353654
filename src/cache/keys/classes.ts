import { digest } from '../../util/digest'

const described = new WeakMap<object, string | undefined>()
const NATIVE_RE = /\{\s*\[native code\]\s*\}\s*$/
/** A private member, written in a class body; what compilers for older targets make of it; and what hides in weak maps. */
const PRIVATE_RE = /#[\p{ID_Start}$_]|WeakMap|WeakSet|__private|__classPrivate|_classPrivate|\.(?:get|set|add|has)\(this\b/u

/**
 * Name of the class of an object with a digest of its code, or nothing when instances have a state that cannot be
 * seen: private members, or those that native code keeps. Two such instances would look the same.
 */
export function describeClass(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object
  if (!described.has(prototype))
    described.set(prototype, describe(prototype))
  return described.get(prototype)
}

function describe(prototype: object): string | undefined {
  const sources: string[] = []
  for (let at: object | null = prototype; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const { constructor } = at as { constructor?: unknown }
    const source = typeof constructor === 'function' ? Function.prototype.toString.call(constructor) : ''
    if (source === '' || NATIVE_RE.test(source) || PRIVATE_RE.test(source))
      return undefined
    sources.push(source)
  }
  const { name } = prototype.constructor
  return `${name}:${digest(sources.join('\n'))}`
}
