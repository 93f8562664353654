import crypto from 'node:crypto'
import type { Observer } from './tracer'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function of a built-in module
type AnyFunction = (this: unknown, ...args: any[]) => unknown

const RANDOM = ['randomBytes', 'randomInt', 'randomUUID', 'randomFill', 'randomFillSync']

/** Tells observers of the time that code is told, and of random numbers: results that show them are new each time. */
export function patchChance(observer: () => Observer | undefined): void {
  patchRandom(Math, ['random'], observer)
  patchRandom(crypto, RANDOM, observer)
  patchRandom(globalThis.crypto, ['randomUUID', 'getRandomValues'], observer)
  const { now } = Date
  Date.now = function () {
    const time = now()
    observer()?.time(time)
    return time
  }
  globalThis.Date = new Proxy(Date, {
    construct(target, args, newTarget) {
      const date = Reflect.construct(target, args, newTarget) as Date
      if (args.length === 0)
        observer()?.time(date.getTime())
      return date
    },
    apply(target, self, args) {
      observer()?.time(now())
      return Reflect.apply(target, self, args) as string
    },
  })
  // What asks a date for its class gets the one that everybody sees.
  Date.prototype.constructor = globalThis.Date
}

function patchRandom(target: object, names: string[], observer: () => Observer | undefined): void {
  const methods = target as Record<string, AnyFunction>
  for (const name of names) {
    const original = methods[name]
    if (typeof original !== 'function')
      continue
    methods[name] = function (...args) {
      observer()?.random()
      return original.apply(this === undefined ? target : this, args)
    }
  }
}
