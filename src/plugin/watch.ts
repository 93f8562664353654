import type { Fact } from '../cache'
import { fileOf } from './call'
import type { Step, StepEnvironment } from './environment'

const ABOUT_FILES = new Set<unknown>(['content', 'size', 'kind'])
const ABOUT_FOLDERS = new Set<unknown>(['listing', 'styles'])

/**
 * Has the bundler watch what a step read without saying so: when it changes, the step is due again. Packages are
 * left out, they do not change while a process runs.
 */
export function watchInputs(facts: readonly Fact[], { call, context }: Pick<Step, 'call' | 'context'>, { world: { roots, files }, lookout, kind, watchesAnyPath }: StepEnvironment): void {
  if (call.hook === 'renderChunk')
    return
  const watch = (path: string): void => kind.watch(context, path)
  const own = fileOf(call.id)
  for (const [question, name, answer] of facts) {
    const isWatched = ABOUT_FILES.has(question) ? answer !== null || watchesAnyPath : watchesAnyPath && ABOUT_FOLDERS.has(question)
    const isWatchable = isWatched && typeof name === 'string' && !name.startsWith('^') && !name.includes('node_modules/')
    const path = isWatchable ? roots.toPath(name) : own
    if (path !== own && (watchesAnyPath || files.kind(path) === 'file'))
      watch(path)
  }
  lookout?.signalsFor(facts).forEach(watch)
}
