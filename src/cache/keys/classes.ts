import { randomUUID } from 'node:crypto'
import { digest } from '../../util/digest'

/** What is known of a class from its code. */
export interface ClassFacts {
  /** A digest of its code and that of the classes which it extends. */
  code: string
  /** They and their prototypes, which may have members besides methods. */
  owners: readonly object[]
}

const described = new WeakMap<object, ClassFacts | undefined>()
/** How many classes have the same code: those that a function makes may close over different values. */
const twins = new Map<string, number>()
/** No other thread or process has numbered its classes in the same order. */
const HERE = randomUUID()
const NATIVE_RE = /\{\s*\[native code\]\s*\}\s*$/
/** A private member, written in a class body; what compilers for older targets make of it; and what hides in weak maps. */
const PRIVATE_RE = /#[\p{ID_Start}$_]|WeakMap|WeakSet|__private|__classPrivate|_classPrivate|\.(?:get|set|add|has)\(this\b/u
/** Hidden members that all classes and prototypes have. */
const USUAL: readonly string[] = ['length', 'name', 'prototype', 'arguments', 'caller', 'constructor']

/**
 * Facts about the class of an object, or nothing when instances have a state that cannot be seen: private members, or
 * those that native code keeps. Two such instances would look the same.
 */
export function describeClass(value: object): ClassFacts | undefined {
  const prototype = Object.getPrototypeOf(value) as object
  if (!described.has(prototype))
    described.set(prototype, describe(prototype))
  return described.get(prototype)
}

/** The code of a function, or nothing when it is not written in JavaScript. */
export function sourceOf(value: unknown): string | undefined {
  const source = typeof value === 'function' ? Function.prototype.toString.call(value) : ''
  return source === '' || NATIVE_RE.test(source) ? undefined : source
}

function describe(prototype: object): ClassFacts | undefined {
  const sources: string[] = []
  const owners: object[] = []
  for (let at: object | null = prototype; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const { constructor } = at
    const source = sourceOf(constructor)
    if (isBaseOfErrors(at))
      break
    const hidden = source === undefined ? undefined : hiddenCode([constructor, at])
    if (hidden === undefined || PRIVATE_RE.test(source!))
      return undefined
    sources.push(source!, ...hidden)
    owners.push(constructor, at)
  }
  return { code: numbered(digest(sources.join('\n'))), owners }
}

/** All state of the errors of JavaScript itself can be seen. */
function isBaseOfErrors(prototype: object): boolean {
  return prototype === Error.prototype || prototype === DOMException.prototype
    || (prototype instanceof Error && sourceOf(prototype.constructor) === undefined)
}

/** Code of methods, which in old classes stand outside of the class; nothing when there are hidden values. */
function hiddenCode(owners: readonly object[]): string[] | undefined {
  const sources: string[] = []
  for (const owner of owners) {
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (member.enumerable || USUAL.includes(name))
        continue
      for (const part of ['value', 'get', 'set']) {
        const code = (member as Record<string, unknown>)[part]
        const source = sourceOf(code)
        if (source !== undefined)
          sources.push(source)
        else if (code !== undefined)
          return undefined
      }
    }
  }
  return sources
}

/** The first class of some code is known by it, also after a restart. Another one is known in this thread only. */
function numbered(code: string): string {
  const count = (twins.get(code) ?? 0) + 1
  twins.set(code, count)
  return count === 1 ? code : `${code}~${count}.${HERE}`
}
