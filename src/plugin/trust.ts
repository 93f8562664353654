import { messageOf } from '../util/log'
import { type DeclaredRule, authorsRule, toRule } from './declared'
import { isUntold } from './ambient'
import { RECIPES } from './recipes'
import { type AnyPlugin, HOOK_NAMES, type ProjectView, type Refusal, type Rule, type Trust } from './types'

/** What a user says about a plugin: yes, no, or how. */
export type PluginOption = boolean | DeclaredRule

/** Plugins that belong to a bundler, or to a family with a recipe. Without one they are left alone: much of what they do is for each other. */
const INTERNAL_RE = /^(?:vite:|builtin:|native:|alias$|stdin$|rolldown:|vitest|vite-plugin-svelte|unplugin-cache)/

/** The same, where a recipe may fail on what it finds in the project. */
export function decideSafely(plugin: AnyPlugin, declared: Readonly<Record<string, PluginOption>>, project: ProjectView): Trust | Refusal {
  try {
    const decision = decide(plugin, declared, project)
    return isRefusal(decision) || !isUntold(plugin) ? decision : { ...decision, rule: { ambient: false, ...decision.rule } }
  }
  catch (error) {
    return { refuse: `its recipe failed: ${messageOf(error)}` }
  }
}

/** How a plugin is memoized, or why not. The first that knows it decides: the user, its author, a recipe; else it is tried out. */
function decide(plugin: AnyPlugin, declared: Readonly<Record<string, PluginOption>>, project: ProjectView): Trust | Refusal {
  const option = declared[plugin.name]
  if (option === false)
    return { refuse: 'switched off by the option plugins' }
  if (typeof option === 'object')
    return { rule: toRule(option, project), isOnTrial: false, isDeclared: true }
  const declaredRule = authorsRule(plugin, project)
  if (declaredRule)
    return isRefusal(declaredRule) ? declaredRule : { rule: declaredRule, isOnTrial: false }
  const recipe = (project.recipes ?? RECIPES).find(({ plugins }) => plugins.test(plugin.name))
  if (recipe) {
    const rule = recipe.rule(project, plugin)
    return isRefusal(rule) ? rule : { rule, isOnTrial: false, isRecipe: true }
  }
  if (option === true)
    return { rule: toRule({}, project), isOnTrial: false, isDeclared: true }
  if (project.refusesUnknown !== undefined)
    return { refuse: project.refusesUnknown }
  return INTERNAL_RE.test(plugin.name) ? { refuse: 'belongs to the bundler', quiet: true } : { rule: { hooks: HOOK_NAMES }, isOnTrial: true }
}

export function isRefusal(decision: Rule | Trust | Refusal): decision is Refusal {
  return 'refuse' in decision
}
