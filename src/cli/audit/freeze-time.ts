/**
 * Loaded into the builds of an audit before anything else: whoever asks `Date` for the time is told that in the query
 * of this module's address. Timers and `performance` go on.
 */
const now = Number(new URL(import.meta.url).searchParams.get('now'))
const RealDate = Date

RealDate.now = () => now
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now] : args, newTarget) as Date,
})
RealDate.prototype.constructor = globalThis.Date
