import type { Plugin } from 'esbuild'
import type { Options } from '../../plugin/options'
import { decideSafely, isRefusal } from '../../plugin/trust'
import type { AnyPlugin, ProjectView } from '../../plugin/types'

/** A warning about plugins that could be memoized and are not, because they have been set up already. */
export function orderWarning(earlier: readonly Plugin[], { plugins = {} }: Options, project: ProjectView): string | undefined {
  const names = earlier.filter(plugin => !isRefusal(decideSafely(plugin as unknown as AnyPlugin, plugins, project))).map(({ name }) => `"${name}"`)
  return names.length > 0
    ? `${names.join(', ')}: not cached, because esbuild sets up plugins in the order of the list; put unplugin-cache first in "plugins"`
    : undefined
}
