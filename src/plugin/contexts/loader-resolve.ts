import { AsyncResource } from 'node:async_hooks'
import { unobserved } from '../../inputs/tracer'
import type { HookContext } from '../types'
import type { Recording } from './kind'
import type { ContextCall } from './loader-effects'

type Callback = (error: unknown, ...results: unknown[]) => unknown

/** The answer where there is nothing to resolve to: loaders try one request after the other. */
const NOTHING = { nothing: true }

/** A function that resolves, noting what is asked and answered. It takes a callback or gives a promise. */
export function watchResolve(recording: Recording, options: object | undefined, resolve: ContextCall): ContextCall {
  return (folder, request, callback) => {
    const note = (error: unknown, path: unknown): unknown => recording.ask({ name: 'resolve', args: [folder, request, options ?? null] }, error ? NOTHING : path)
    if (typeof callback !== 'function') {
      const answer = unobserved(() => resolve(folder, request)) as Promise<unknown>
      return answer.then(path => note(null, path), (error: unknown) => { note(error, undefined); throw error })
    }
    if (callback.length > 2)
      recording.opaque('asks how a path was resolved')
    // The resolver calls back from wherever it found the answer, for instance from the question of another step.
    const resume = AsyncResource.bind(callback as Callback)
    return unobserved(() => resolve(folder, request, (error: unknown, ...results: unknown[]) => {
      note(error, results[0])
      resume(error, ...results)
    }))
  }
}

/** Asks again. This also declares to the bundler what resolving depends on. */
export function resolveAgain([folder, request, options]: unknown[], context: HookContext): Promise<unknown> {
  const resolve = (options ? (context.getResolve as ContextCall)(options) : (context.resolve as ContextCall).bind(context)) as ContextCall
  return new Promise(answer => resolve(folder, request, (error: unknown, path: unknown) => answer(error ? NOTHING : path)))
}
