import { AsyncLocalStorage } from 'node:async_hooks'
import type { OnLoadArgs, OnResolveArgs, PluginBuild } from 'esbuild'
import type { AnyPlugin, HookContext } from '../../plugin/types'
import type { Setup } from './intercept'

/** The function that is registered with a function of `build`. */
type Callback<Name extends 'onStart' | 'onEnd'> = Parameters<PluginBuild[Name]>[0]
type FilteredCallback<Name extends 'onResolve' | 'onLoad'> = Parameters<PluginBuild[Name]>[1]
export type LoadCallback = FilteredCallback<'onLoad'>

/** What else than its id a step is asked with. */
interface LoadOptions extends Omit<OnLoadArgs, 'path'> { handler: number }

/** A plugin of esbuild in the shape that the engine knows: with hooks as its members. */
export interface Standin extends AnyPlugin {
  /** All that it registered with `onLoad`. */
  callbacks: LoadCallback[]
  setup: (build: PluginBuild) => unknown
  load: (this: HookContext, id: string, options: LoadOptions) => Promise<Awaited<ReturnType<LoadCallback>>>
  resolveId: (path: string, callback: FilteredCallback<'onResolve'>, args: OnResolveArgs) => ReturnType<FilteredCallback<'onResolve'>>
  generateBundle: (callback: Callback<'onEnd'>, result: Parameters<Callback<'onEnd'>>[0]) => ReturnType<Callback<'onEnd'>>
  onStart: (callback: Callback<'onStart'>) => ReturnType<Callback<'onStart'>>
}

/** The context of the step that runs: what it calls of `build` goes there. */
export const steps: AsyncLocalStorage<HookContext> = new AsyncLocalStorage()

export function createStandin(name: string, setup: Setup): Standin {
  const callbacks: LoadCallback[] = []
  return {
    name,
    callbacks,
    setup,
    load: loadWith(callbacks),
    resolveId: (_path, callback, args) => callback(args),
    generateBundle: (callback, result) => callback(result),
    onStart: callback => callback(),
  }
}

/** In a scope of its own: what a hook closes over is its plugin's identity. */
function loadWith(callbacks: LoadCallback[]): Standin['load'] {
  return async function (id, { handler, ...args }) {
    const result = await steps.run(this, () => callbacks[handler]!({ path: pathOf(id, args.namespace), ...args }))
    for (const path of [...result?.watchFiles ?? [], ...result?.watchDirs ?? []])
      (this.addWatchFile as (path: string) => void)(path)
    return result
  }
}

/** Names a module as esbuild does in its messages. */
export function idOf({ path, namespace }: OnLoadArgs): string {
  return isFile(namespace) ? path : `${namespace}:${path}`
}

function pathOf(id: string, namespace: string): string {
  return isFile(namespace) ? id : id.slice(namespace.length + 1)
}

function isFile(namespace: string): boolean {
  return namespace === 'file' || namespace === ''
}
