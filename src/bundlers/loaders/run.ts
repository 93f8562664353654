import type { LoaderInput, LoaderResult } from '../../plugin/contexts/loader'
import type { HookContext } from '../../plugin/types'
import { packTree, unpackTree } from './tree'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a loader is called with whatever the one before gives
export type LoaderFunction = (this: any, content: unknown, map?: unknown, meta?: unknown) => unknown
export type LoaderCallback = (error: unknown, ...results: unknown[]) => void

/** What a loader sees as `this`, as far as it concerns its running. */
export interface LoaderContext extends HookContext {
  resourcePath: string
  resourceQuery: string
  resourceFragment: string
  async: () => LoaderCallback | undefined
  callback: LoaderCallback
}

/** The input of a step that runs a loader's function. */
export function inputFor(loader: LoaderFunction, real: LoaderContext, args: [content: unknown, map?: unknown, meta?: unknown]): LoaderInput {
  return { map: args[1], meta: args[2], run: context => runLoader(loader, real, context as LoaderContext, args) }
}

/** What a loader has just given, by the result that stands for it. */
const live = new WeakMap<LoaderResult, unknown[]>()

/** What the loader in this file gives to the next one. */
export function toResults(result: LoaderResult, loaderPath: string): unknown[] {
  const { code, map, meta, count } = result
  return live.get(result) ?? [code, map, unpackTree(meta, loaderPath)].slice(0, count)
}

/** Runs a loader as loader runners do: it returns, returns a promise, or calls back. */
function runLoader(loader: LoaderFunction, real: LoaderContext, context: LoaderContext, args: unknown[]): Promise<LoaderResult> {
  return new Promise((resolve, reject) => {
    let isDone = false
    let isSync = true
    const finish: LoaderCallback = (error, ...results) => {
      if (isDone)
        throw new Error('callback(): The callback was already called.')
      isDone = true
      if (error)
        reject(error as Error)
      else
        resolve(toResult(results))
    }
    real.callback = finish
    real.async = () => {
      isSync = false
      return finish
    }
    try {
      // Bundlers cut off what stands below this name in the stack of an error.
      const result = (function LOADER_EXECUTION() {
        return loader.apply(context, args as [unknown])
      })()
      if (isSync && !isDone)
        Promise.resolve(result).then(value => finish(null, ...value === undefined ? [] : [value]), finish)
    }
    catch (error) {
      if (isDone)
        console.error(error)
      else
        finish(error ?? new Error('the loader failed'))
    }
  })
}

function toResult(results: unknown[]): LoaderResult {
  const [code, map, meta] = results
  const result: LoaderResult = {
    code,
    map,
    // Made when it is stored.
    get meta() { return packTree(meta) },
    count: results.length,
  }
  live.set(result, results)
  return result
}
