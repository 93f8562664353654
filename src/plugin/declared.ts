import { resolve } from 'node:path'
import type { AnyPlugin, HookName, ProjectView, Refusal, Rule } from './types'
import { HOOK_NAMES } from './types'

/** How the calls of a plugin are memoized, as its user or its author puts it. */
export interface DeclaredRule extends Omit<Rule, 'hooks' | 'inputs' | 'sharedInputs'> {
  /** @default load and transform */
  hooks?: readonly HookName[]
  /** Files that all calls depend on without being seen to read them; relative to the project. */
  inputs?: readonly string[]
  /** Environment variables that all calls depend on. */
  env?: readonly string[]
}

/**
 * What the author of a plugin can say of it, as `plugin.api.cache`. State that the hooks leave in the plugin need not
 * keep it from being skipped: with `save` and `restore`, what they have left about a module travels with the result.
 *
 * @example
 * ```ts
 * const icons = new Map<string, string[]>()
 * const plugin = {
 *   name: 'my-icons',
 *   api: { cache: { save: id => icons.get(id), restore: (id, found) => icons.set(id, found) } satisfies PluginCache },
 *   transform(code, id) { icons.set(id, findIcons(code)) },
 * }
 * ```
 */
export interface PluginCache extends DeclaredRule {
  /** Gives what a call about a module has just left, as plain data; `undefined` if nothing. */
  save?: (id: string) => unknown
  /** Puts back what `save` gave, where the call is skipped. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the plugin itself gave
  restore?: (id: string, saved: any) => void
}

const DEFAULT_HOOKS: readonly HookName[] = ['load', 'transform']

/** What the plugin says of itself, if anything. */
export function authorsRule(plugin: AnyPlugin, project: ProjectView): Rule | Refusal | undefined {
  const cache = (plugin.api as { cache?: unknown } | null | undefined)?.cache
  if (cache === undefined || cache === null)
    return undefined
  if (cache === false)
    return { refuse: 'its author says that it cannot be skipped' }
  if (typeof cache !== 'object' || !areHooks((cache as PluginCache).hooks))
    return { refuse: 'its api.cache is not a rule' }
  return toRule(cache, project)
}

export function toRule({ hooks = DEFAULT_HOOKS, inputs = [], ...rule }: PluginCache, { root }: ProjectView): Rule {
  return { ...rule, hooks, sharedInputs: inputs.map(path => ['content', resolve(root, path)]) }
}

function areHooks(hooks: unknown): boolean {
  return hooks === undefined || (Array.isArray(hooks) && hooks.every(hook => (HOOK_NAMES as readonly unknown[]).includes(hook)))
}
