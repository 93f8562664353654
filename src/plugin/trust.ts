import { messageOf } from '../util/log'
import { RECIPES } from './recipes'
import type { AnyPlugin, ProjectView, Refusal, Rule } from './types'

/** What a user says about a plugin: yes, no, or how. */
export type PluginOption = boolean | Rule

/** The reason for plugins that nobody has said anything about. */
export const NO_RECIPE = 'no recipe'

/** The same, where a recipe may fail on what it finds in the project. */
export function decideSafely(plugin: AnyPlugin, declared: Readonly<Record<string, PluginOption>>, project: ProjectView): Rule | Refusal {
  try {
    return decide(plugin, declared, project)
  }
  catch (error) {
    return { refuse: `its recipe failed: ${messageOf(error)}` }
  }
}

/** How a plugin is memoized, or why not. The first that knows it decides: the user, then a recipe. */
function decide(plugin: AnyPlugin, declared: Readonly<Record<string, PluginOption>>, project: ProjectView): Rule | Refusal {
  const option = declared[plugin.name]
  if (option === false)
    return { refuse: 'switched off by the option plugins' }
  if (typeof option === 'object')
    return option
  const recipe = RECIPES.find(({ plugins }) => plugins.test(plugin.name))
  if (recipe)
    return recipe.rule(project, plugin)
  return option === true ? { hooks: ['load', 'transform'] } : { refuse: NO_RECIPE }
}

export function isRefusal(decision: Rule | Refusal): decision is Refusal {
  return 'refuse' in decision
}
