import type { Fact } from '../cache'
import type { World } from '../inputs/world'
import { fileOf } from './call'
import type { Call, HookContext } from './types'

const ABOUT_FILES = new Set<unknown>(['content', 'size', 'kind'])

/**
 * Has the bundler watch what a step read without saying so: when it changes, the step is due again. Packages are
 * left out, they do not change while a process runs.
 */
export function watchInputs(facts: readonly Fact[], call: Call, context: HookContext, { roots, files }: World): void {
  if (typeof context.addWatchFile !== 'function' || call.hook === 'renderChunk')
    return
  const own = fileOf(call.id)
  for (const [question, name, answer] of facts) {
    const isWatchable = ABOUT_FILES.has(question) && answer !== null && typeof name === 'string' && !name.startsWith('^') && !name.includes('node_modules/')
    const path = isWatchable ? roots.toPath(name) : own
    if (path !== own && files.kind(path) === 'file')
      (context.addWatchFile as (path: string) => void).call(context, path)
  }
}
