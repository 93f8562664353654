import type { Observer } from './tracer'

/** Tells observers of the time that code is told: results that show it are new each time. */
export function patchClock(observer: () => Observer | undefined): void {
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
