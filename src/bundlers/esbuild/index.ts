import { dirname } from 'node:path'
import type { Plugin, PluginBuild } from 'esbuild'
import type { Options } from '../../plugin/options'
import { SetupTrace } from '../../plugin/setup'
import { createLog } from '../../util/log'
import { findConfigFiles } from '../caller'
import { Run } from '../run'
import { createHost } from './host'
import { interceptSetup } from './intercept'
import { orderWarning } from './order'
import { createStandin, steps } from './standin'
import { watchBuild } from './watch-build'

/** Hooks for esbuild, which sets up one plugin after the other: those that come after this one can be watched. */
export function esbuildHooks(name: string, options: Options): { setup: (build: PluginBuild) => Promise<void> } {
  const configFiles = findConfigFiles(new Error('created here').stack ?? '')
  return {
    async setup(build) {
      const { plugins = [] } = build.initialOptions
      const landmarks = landmarksOf(build, plugins)
      const host = createHost(build.initialOptions, configFiles, landmarks)
      const setup = new SetupTrace()
      const run = await Run.open(options, host, setup)
      if (!run)
        return
      const position = plugins.findIndex(plugin => plugin.name === name)
      const warning = orderWarning(plugins.slice(0, Math.max(position, 0)), options, host)
      if (warning !== undefined && options.log !== 'silent')
        createLog().warn(warning)
      for (const plugin of plugins.slice(position + 1))
        takePart(plugin, build, { run, setup, landmarks })
      follow(build, run)
    },
  }
}

interface Watchers {
  run: Run
  setup: SetupTrace
  landmarks: Map<object, string | null>
}

/** Has a plugin set up under watch, and its callbacks memoized where it is known how. */
function takePart(plugin: Plugin, { initialOptions }: PluginBuild, { run, setup, landmarks }: Watchers): void {
  interceptSetup(plugin, initialOptions, async (original, build) => {
    const standin = createStandin(plugin.name, original)
    setup.watch([standin])
    const watched = watchBuild(build, standin)
    landmarks.set(watched, 'config')
    for (const member of Object.values(watched).filter(value => typeof value === 'function'))
      landmarks.set(member as object, null)
    await standin.setup(watched)
    if (standin.callbacks.length > 0)
      run.adopt([standin])
  })
}

/** The builds of a run: one, or as many as somebody asks a context for. */
function follow(build: PluginBuild, run: Run): void {
  const { outdir, outfile } = build.initialOptions
  if (outdir !== undefined || outfile !== undefined)
    run.addOutputDir(outdir ?? dirname(outfile!))
  build.onStart(() => run.startBuild())
  build.onEnd(() => run.endBuild())
  build.onDispose(() => void run.close())
}

/** Objects that plugins hold on to, and that say nothing about them. */
function landmarksOf({ initialOptions, esbuild }: PluginBuild, plugins: readonly Plugin[]): Map<object, string | null> {
  const named = plugins.map((plugin): [object, string] => [plugin, `plugin ${plugin.name}`])
  return new Map<object, string | null>([[initialOptions, 'config'], [esbuild, null], [steps, null], ...named])
}
