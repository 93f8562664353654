import type { LoaderInput, LoaderResult } from '../../plugin/contexts/loader'
import type { AnyPlugin, HookContext } from '../../plugin/types'
import type { LoaderRegistry } from './registry'
import { type LoaderContext, type LoaderFunction, inputFor, toResults } from './run'
import { crossThread, stepAside } from './threads'

/** A loader as the runners of webpack and Rspack hold it. */
export interface LoaderObject {
  path: string
  query: string
  options?: unknown
  /** In Rspack: it runs in a worker. */
  parallel?: unknown
  normal?: LoaderFunction | null
  pitch?: LoaderFunction | null
}

type Transform = (this: HookContext, content: unknown, id: string, input: LoaderInput) => Promise<LoaderResult>

const attached = new WeakSet<object>()

/**
 * Has the loaders of a module run as steps. Nothing of the module changes: its loaders are the same, only the
 * functions that the runner has loaded are others. Pitching goes on as ever.
 */
export function attach(context: LoaderContext, registry: LoaderRegistry): void {
  // A child compiler calls the hooks of its parents.
  if (attached.has(context))
    return
  attached.add(context)
  const watch = (loaders: unknown): void => {
    for (const [index, loader] of (loaders as LoaderObject[]).entries()) {
      interpose(loader, registry)
      if (registry.isThread(loader))
        stepAside(loader, (loaders as LoaderObject[]).slice(index + 1), registry)
    }
  }
  let loaders = context.loaders
  if (Array.isArray(loaders))
    watch(loaders)
  // webpack sets them later.
  Object.defineProperty(context, 'loaders', {
    configurable: true,
    enumerable: true,
    get: () => loaders,
    set(value: unknown) {
      watch(value)
      loaders = value
    },
  })
}

/** Puts a step in place of the function of a loader, once the runner has loaded it. */
function interpose(loader: LoaderObject, registry: LoaderRegistry): void {
  if (loader.parallel)
    return
  let live = loader.normal
  Object.defineProperty(loader, 'normal', {
    configurable: true,
    enumerable: true,
    get: () => live,
    set(given: unknown) {
      const plugin = typeof given === 'function' ? registry.memoized(loader) : undefined
      live = plugin ? stepFor(plugin, given as LoaderFunction, loader) : given as null
    },
  })
}

function stepFor(plugin: AnyPlugin, run: LoaderFunction, loader: LoaderObject): LoaderFunction {
  return function (this: LoaderContext, ...args) {
    const done = this.async()!
    const id = this.resourcePath + this.resourceQuery + this.resourceFragment
    const step = async (): Promise<LoaderResult> => (plugin.transform as Transform).call(this, args[0], id, inputFor(run, this, args))
    step().then(result => done(null, ...crossThread(loader, toResults(result, loader.path))), done)
  }
}
