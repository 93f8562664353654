import { ENVIRONMENT } from '../inputs/closures'
import { type Likeness, UNWATCHED } from '../inputs/identity'
import { type AnyPlugin, HOT_HOOKS, type Trust } from './types'

const UNSEEN = 'it was loaded before the cache, and what it does with functions of Node cannot be seen; import the cache first'

/** Why a plugin is unsafe to memoize with what it holds, if so. A recipe knows what its plugin reads. */
export function whyForbidden({ rule, isRecipe }: Trust, { lines, holds, exceeded }: Likeness): string | undefined {
  const forbidden = rule.forbids?.find(({ pattern }) => lines.some(line => pattern.test(line)))
  if (forbidden)
    return forbidden.reason
  if (exceeded && rule.key === undefined)
    return 'it holds more than can be looked at; a rule with a key would tell it apart'
  // Whether it has read a file tells whether it has answered from its memory.
  return holds.has(UNWATCHED) && (!isRecipe || rule.remembersResults) ? UNSEEN : undefined
}

/** Why a plugin is not tried out. @param command `build` or `serve` */
export function objectionTo(plugin: AnyPlugin, { complete, exceeded, holds }: Likeness, command: string): string | undefined {
  if (!complete)
    return exceeded ? 'it holds more than can be looked at' : 'it cannot be looked at without the inspector of Node'
  if (holds.has(UNWATCHED))
    return UNSEEN
  if (command !== 'serve')
    return undefined
  if (holds.has('server') || holds.has(ENVIRONMENT))
    return 'it holds the dev server'
  return HOT_HOOKS.some(hook => plugin[hook]) ? 'it takes part in hot updates' : undefined
}
