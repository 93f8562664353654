import type { BuildOptions, Plugin, PluginBuild } from 'esbuild'
import type { AnyPlugin } from '../../plugin/types'
import { wrapHook } from '../../plugin/wrap'

export type Setup = (build: PluginBuild) => unknown
type Intercept = (original: Setup, build: PluginBuild) => unknown

/** By the options of a build, what is to be done about its plugins. Two builds may share plugins, and even options. */
const waiting = new WeakMap<BuildOptions, Map<Plugin, Intercept[]>>()

/** Has something done once in place of the setup of a plugin, which this build has not reached yet. */
export function interceptSetup(plugin: Plugin, options: BuildOptions, intercept: Intercept): void {
  const byPlugin = waiting.get(options) ?? new Map<Plugin, Intercept[]>()
  waiting.set(options, byPlugin)
  byPlugin.set(plugin, [...byPlugin.get(plugin) ?? [], intercept])
  wrapHook(plugin as unknown as AnyPlugin, 'setup', original => function (build: PluginBuild) {
    const next = waiting.get(build.initialOptions)?.get(plugin)?.shift()
    return next ? next(original as Setup, build) : original.call(this, build)
  })
}
