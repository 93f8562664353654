import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readSources } from '../inputs/sources'
import { compilerContext } from '../plugin/contexts/asset'
import type { Options } from '../plugin/options'
import { SetupTrace } from '../plugin/setup'
import type { AnyPlugin, Host, Origin } from '../plugin/types'
import { findConfigFiles } from './caller'
import { attach } from './loaders/attach'
import { LoaderRegistry } from './loaders/registry'
import type { LoaderContext } from './loaders/run'
import { attachMinimizers } from './minimizers/attach'
import { MinimizerRegistry, type MinimizerSource } from './minimizers/registry'
import { Run } from './run'

interface Tap { name: string, stage?: number }
interface AsyncHook { tapPromise: (tap: string | Tap, body: () => Promise<unknown>) => void }
interface SyncHook<T> { tap: (tap: string | Tap, body: (value: T) => void) => void }
interface Compilation { compiler: Compiler }

/** The parts of a compiler that concern us; the same in webpack 5 and Rspack. */
export interface Compiler {
  context: string
  outputPath: string
  hooks: {
    beforeRun: AsyncHook
    watchRun: AsyncHook
    done: AsyncHook
    shutdown: AsyncHook
    compilation: SyncHook<Compilation>
    finishMake: SyncHook<Compilation>
  }
  webpack: { NormalModule: { getCompilationHooks: (compilation: Compilation) => { loader: SyncHook<LoaderContext> } } }
}

const NAME = 'unplugin-cache'

/** Follows a compiler of webpack or Rspack, and has the loaders of its modules and its minimizers run as steps. */
export function applyToCompiler(bundler: string, options: Options, compiler: Compiler, stack: string): void {
  const root = findProject(compiler.context)
  const configFiles = findConfigFiles(stack)
  let opening: Promise<Run | undefined> | undefined
  let run: Run | undefined
  const source: MinimizerSource = { adopt: plugin => run?.adopt([plugin]), configPackages: () => readSources(configFiles).packages }
  const loaders = new LoaderRegistry({ root, declared: options.plugins ?? {}, ...source })
  const minimizers = new MinimizerRegistry(source)
  const originOf = (plugin: AnyPlugin): Origin => minimizers.originOf(plugin) ?? loaders.originOf(plugin)
  const start = async (watch: boolean): Promise<void> => {
    run = await (opening ??= Run.open(options, createHost(bundler, root, watch, configFiles, originOf), new SetupTrace()))
    run?.startBuild()
    if (run)
      attachMinimizers(compiler, minimizers)
  }
  compiler.hooks.beforeRun.tapPromise(NAME, () => start(false))
  compiler.hooks.watchRun.tapPromise(NAME, () => start(true))
  compiler.hooks.compilation.tap(NAME, (compilation) => {
    compiler.webpack.NormalModule.getCompilationHooks(compilation).loader.tap(NAME, (context) => {
      if (run)
        attach(context, loaders)
    })
  })
  compiler.hooks.finishMake.tap(NAME, (compilation) => {
    if (compilation.compiler === compiler)
      run?.stage()
  })
  compiler.hooks.done.tapPromise({ name: NAME, stage: Infinity }, async () => {
    run?.addOutputDir(compiler.outputPath)
    await run?.endBuild()
  })
  compiler.hooks.shutdown.tapPromise(NAME, async () => run?.close())
}

function createHost(bundler: string, root: string, watch: boolean, configFiles: readonly string[], originOf: (plugin: AnyPlugin) => Origin): Host {
  return {
    bundler,
    context: compilerContext,
    origin: originOf,
    command: 'build',
    watch,
    root,
    ambient: () => [bundler],
    config: () => undefined,
    configForAll: () => undefined,
    generation: () => 0,
    plugins: () => [],
    configParts: () => [],
    // What a loader keeps is in its modules, where it cannot be compared.
    usualParts: () => [],
    rejects: result => ((result as { errors?: unknown[] } | null | undefined)?.errors?.length ? 'it reported errors' : undefined),
    refusesUnknown: 'nobody has said that it may be skipped',
    sources: () => configFiles,
    landmarks: () => new Map(),
  }
}

/** The nearest folder with a package.json: the context of a compiler is often the folder of its sources. */
function findProject(context: string): string {
  for (let dir = context; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json')))
      return dir
    if (dirname(dir) === dir)
      return context
  }
}
