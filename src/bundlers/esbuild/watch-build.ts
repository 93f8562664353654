import type { OnLoadArgs, OnLoadResult, PluginBuild } from 'esbuild'
import { unobserved } from '../../inputs/tracer'
import type { HookContext } from '../../plugin/types'
import { statIfThere } from '../../util/stat'
import { type Standin, idOf, steps } from './standin'

type AnyFunction = (...args: never[]) => unknown

/** Functions of esbuild that read files on their own. */
const READING = ['build', 'buildSync', 'context'] as const
/** Functions of esbuild that only compute, in another process. */
const COMPUTING = ['transform', 'transformSync', 'formatMessages', 'analyzeMetafile'] as const

/** The `build` that a plugin is given: its callbacks go by way of its stand-in, its questions by way of the step that asks. */
export function watchBuild(build: PluginBuild, standin: Standin): PluginBuild {
  const resolve: PluginBuild['resolve'] = (path, options) => build.resolve(path, options)
  const context = {
    resolve,
    ...Object.fromEntries(READING.map(name => [`esbuild.${name}`, build.esbuild[name]])),
  }
  return {
    ...build,
    resolve: inStep('resolve', resolve),
    esbuild: watchEsbuild(build.esbuild),
    onStart: callback => build.onStart(() => standin.onStart(callback)),
    onResolve: (options, callback) => build.onResolve(options, args => standin.resolveId(args.path, callback, args)),
    onEnd: callback => build.onEnd(result => standin.generateBundle(callback, result)),
    onLoad(options, callback) {
      const handler = standin.callbacks.push(callback) - 1
      build.onLoad(options, args => load(standin, handler, args, context))
    },
  }
}

/** A function that goes to the context of the current step, if there is one. */
function inStep<T extends AnyFunction>(name: string, real: T): T {
  return ((...args) => ((steps.getStore()?.[name] as T | undefined) ?? real)(...args)) as T
}

function watchEsbuild(esbuild: PluginBuild['esbuild']): PluginBuild['esbuild'] {
  const watched = new Map<unknown, unknown>([
    ...READING.map((name): [string, unknown] => [name, inStep(`esbuild.${name}`, esbuild[name] as AnyFunction)]),
    ...COMPUTING.map((name): [string, unknown] => [name, (...args: never[]) => unobserved(() => (esbuild[name] as AnyFunction)(...args))]),
  ])
  return new Proxy(esbuild, { get: (target, name) => watched.get(name) ?? Reflect.get(target, name) as unknown })
}

/** Asks a callback by way of the engine, and adds to its result what else it depends on. */
async function load(standin: Standin, handler: number, { path, ...others }: OnLoadArgs, shared: HookContext): ReturnType<Standin['load']> {
  const declared = new Set<string>()
  const context = { ...shared, addWatchFile: (file: string) => void declared.add(file) }
  const result = await standin.load.call(context, idOf({ path, ...others }), { ...others, handler })
  return result && withWatched(result, declared)
}

function withWatched(result: OnLoadResult, declared: ReadonlySet<string>): OnLoadResult {
  const { watchFiles = [], watchDirs = [] } = result
  const more = [...declared].filter(path => !watchFiles.includes(path) && !watchDirs.includes(path))
  if (more.length === 0)
    return result
  const isDir = (path: string): boolean => statIfThere(path)?.isDirectory() === true
  return { ...result, watchFiles: [...watchFiles, ...more.filter(path => !isDir(path))], watchDirs: [...watchDirs, ...more.filter(isDir)] }
}
