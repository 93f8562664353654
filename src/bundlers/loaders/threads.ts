import type { LoaderObject } from './attach'
import { holdsCode } from './origin'
import type { LoaderRegistry } from './registry'
import type { LoaderContext, LoaderFunction } from './run'

/** Loaders whose results would have come from a thread. */
const behindThreads = new WeakSet<LoaderObject>()

/**
 * Takes `thread-loader` out of the way of the loaders behind it, because what they read in a thread cannot be seen.
 * Where all of them are memoized they run here, if they have to.
 */
export function stepAside(loader: LoaderObject, others: readonly LoaderObject[], registry: LoaderRegistry): void {
  let live = loader.pitch
  Object.defineProperty(loader, 'pitch', {
    configurable: true,
    enumerable: true,
    get: () => live,
    set(pitch: LoaderFunction | undefined) {
      live = pitch && function (this: LoaderContext, ...args) {
        if (others.length === 0 || !others.every(other => !holdsCode(other.options) && registry.memoized(other)))
          return pitch.apply(this, args)
        behindThreads.add(others[0]!)
        return undefined
      }
    },
  })
}

/** Source maps and other data leave a thread as JSON, without the members that hold nothing. */
export function crossThread(loader: LoaderObject, [code, ...others]: unknown[]): unknown[] {
  return [code, ...behindThreads.has(loader) ? others.map(viaJson) : others]
}

function viaJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value)) as unknown
}
