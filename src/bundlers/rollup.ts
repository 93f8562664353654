import process from 'node:process'
import { hookContext } from '../plugin/contexts/hooks'
import type { Options } from '../plugin/options'
import { SetupTrace } from '../plugin/setup'
import type { Host } from '../plugin/types'
import { flattenPlugins } from './flatten'
import { findConfigFiles } from './caller'
import { lifecycleHooks } from './lifecycle'
import { Run, toPlugins } from './run'

interface InputOptions { plugins?: unknown, [option: string]: unknown }
interface HookOwner { meta?: { watchMode?: boolean } }

/** Hooks for Rollup and Rolldown. They find the other plugins in the input and output options. */
export function rollupHooks(bundler: 'rollup' | 'rolldown', options: Options): Record<string, unknown> {
  let opening: Promise<Run | undefined> | undefined
  let run: Run | undefined
  const setup = new SetupTrace()
  const configFiles = findConfigFiles(new Error('created here').stack ?? '')
  return {
    // Last, because other plugins may add plugins in this hook; Rolldown looks at hooks for the only time after it.
    options: {
      order: 'post',
      async handler(this: HookOwner, input: InputOptions) {
        const plugins = await flattenPlugins(input.plugins)
        setup.watch(toPlugins(plugins))
        const host = createHost(bundler, this.meta?.watchMode === true, plugins, configFiles)
        run = await (opening ??= Run.open(options, host, setup))
        run?.adopt(plugins)
      },
    },
    ...lifecycleHooks(() => run),
  }
}

function createHost(bundler: string, watch: boolean, plugins: readonly unknown[], configFiles: readonly string[]): Host {
  return {
    bundler,
    context: hookContext,
    command: 'build',
    watch,
    root: process.cwd(),
    ambient: () => [bundler],
    config: () => undefined,
    configParts: () => [],
    configForAll: () => undefined,
    usualParts: () => [],
    generation: () => 0,
    plugins: () => plugins as ReturnType<Host['plugins']>,
    sources: () => configFiles,
    landmarks: () => new Map(),
  }
}
