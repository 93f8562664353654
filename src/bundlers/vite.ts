import { dirname, resolve } from 'node:path'
import { hookContext } from '../plugin/contexts/hooks'
import { markWrapper } from '../util/original'
import type { Options } from '../plugin/options'
import { SetupTrace } from '../plugin/setup'
import type { AnyPlugin, HookContext, Host } from '../plugin/types'
import { flattenPlugins } from './flatten'
import { lifecycleHooks } from './lifecycle'
import { Run, toPlugins } from './run'
import { KeyGenerators } from './vitest'

/** The parts of Vite's resolved configuration that concern us; the same in Vite 7 and 8. */
interface ResolvedConfig {
  root: string
  command: 'build' | 'serve'
  mode: string
  isProduction: boolean
  isWorker: boolean
  plugins: readonly AnyPlugin[]
  build: { watch: unknown, outDir: string }
  environments: Record<string, object>
  worker: { plugins: (chain: string[]) => Promise<ResolvedConfig> }
  logger: object
  configFile?: string
  configFileDependencies: string[]
  [part: string]: unknown
}

interface Server {
  watcher: { on: (event: 'all', listener: (event: string, path: string) => void) => void }
}

/** What a plugin that holds the whole configuration is taken to look at. */
const USUAL_PARTS = ['command', 'mode', 'isProduction', 'base', 'define', 'env', 'build', 'css', 'esbuild', 'oxc', 'resolve', 'ssr', 'publicDir', 'assetsInclude']

interface Environment { name: string, config: { consumer?: string, build?: { outDir?: string } } }

/** Parts of the configuration that say nothing about the build, or say it again. */
const INTERNAL_PARTS: ReadonlySet<string> = new Set([
  'plugins', 'worker', 'environments', 'configFile', 'configFileDependencies', 'inlineConfig', 'mainConfig', 'bundleChain', 'cacheDir', 'logger',
  'packageCache', 'webSocketToken', 'safeModulePaths', 'getSortedPlugins', 'getSortedPluginHooks', 'createResolver', 'fsDenyGlob', 'preview',
])

/** On a plugin whose `applyToEnvironment` is looked after. */
const seen = new WeakSet<object>()

/** Hooks for Vite. Plugins are found when the configuration is resolved: later, Vite has already copied their hooks. */
export function viteHooks(options: Options): Record<string, unknown> {
  let opening: Promise<Run | undefined> | undefined
  let run: Run | undefined
  let current: ResolvedConfig | undefined
  let generation = 0
  /** Objects that plugins are given and hold on to. */
  const landmarks = new Map<object, string | null>()
  const setup = new SetupTrace()
  const keyGenerators = new KeyGenerators()

  async function adoptAll(config: ResolvedConfig): Promise<void> {
    // A build of several environments resolves the configuration for each.
    current = config
    generation++
    run = await (opening ??= Run.open(options, createHost(() => current!, () => generation, landmarks, keyGenerators), setup))
    if (!run)
      return
    keyGenerators.listen(config.plugins)
    adoptPlugins(run, config.plugins)
    adoptWorkerPlugins(run, config)
  }

  return {
    config: {
      // First, to see what the others read in theirs.
      order: 'pre',
      async handler(user: { plugins?: unknown }) {
        landmarks.set(user, 'config')
        setup.watch(toPlugins(await flattenPlugins(user.plugins)))
      },
    },
    configResolved: {
      order: 'post',
      handler: adoptAll,
    },
    /** vitest's own hook, before its tests run: it is a Vite server, whose configuration refers to the whole of vitest. */
    configureVitest({ vitest, project }: { vitest: object, project: object }) {
      landmarks.set(vitest, 'config')
      landmarks.set(project, 'config')
    },
    configureServer(server: Server) {
      landmarks.set(server, 'server')
      server.watcher.on('all', (_event, path) => {
        run?.session.invalidate(path)
        run?.session.invalidate(dirname(path))
      })
    },
    ...lifecycleHooks(() => run),
  }
}

function adoptPlugins(run: Run, plugins: readonly AnyPlugin[]): void {
  run.adopt(plugins)
  for (const plugin of plugins)
    adoptAppliedPlugins(run, plugin)
}

/** A plugin may stand for others, chosen for each environment. */
function adoptAppliedPlugins(run: Run, plugin: AnyPlugin): void {
  const apply = plugin.applyToEnvironment as ((environment: unknown) => unknown) | undefined
  if (typeof apply !== 'function' || seen.has(plugin))
    return
  seen.add(plugin)
  plugin.applyToEnvironment = markWrapper(async (environment: unknown) => {
    const applied = await apply.call(plugin, environment)
    if (typeof applied === 'object')
      adoptPlugins(run, (await flattenPlugins(applied)) as AnyPlugin[])
    return applied
  }, apply)
}

/** Workers are bundled with plugins of their own, created anew for each worker. */
function adoptWorkerPlugins(run: Run, config: ResolvedConfig): void {
  const create = config.worker.plugins
  if (config.isWorker || seen.has(create))
    return
  const adopting = async (chain: string[]): Promise<ResolvedConfig> => {
    const workerConfig = await create(chain)
    adoptPlugins(run, workerConfig.plugins)
    return workerConfig
  }
  seen.add(adopting)
  config.worker.plugins = adopting
}

function createHost(config: () => ResolvedConfig, generation: () => number, held: ReadonlyMap<object, string | null>, keyGenerators: KeyGenerators): Host {
  const { command, build, root } = config()
  return {
    bundler: 'vite',
    context: hookContext,
    command,
    watch: command === 'serve' || Boolean(build.watch),
    root: resolve(root),
    ambient: context => ambientOf(config(), context),
    told: (plugin, call, context) => keyGenerators.ask(plugin, call, context),
    config: part => readPath(config(), part),
    configParts: () => Object.keys(config()).filter(part => !INTERNAL_PARTS.has(part)),
    configForAll: part => [readPath(config(), part), ...Object.values(config().environments).map(environment => readPath(environment, part))],
    usualParts: () => USUAL_PARTS,
    generation,
    plugins: () => config().plugins,
    sources: () => sourcesOf(config()),
    landmarks: () => landmarksOf(config(), held),
  }
}

function ambientOf({ command, mode, isProduction }: ResolvedConfig, context: HookContext): string[] {
  const environment = context.environment as Environment | undefined
  return ['vite', command, mode, String(isProduction), environment?.name ?? '', environment?.config.consumer ?? '']
}

function sourcesOf({ configFile, configFileDependencies }: ResolvedConfig): string[] {
  return [...configFile ? [configFile] : [], ...configFileDependencies]
}

function landmarksOf(config: ResolvedConfig, held: ReadonlyMap<object, string | null>): Map<object, string | null> {
  const landmarks = new Map<object, string | null>([...held, [config, 'config'], [config.plugins, null], [config.logger, null]])
  for (const plugin of config.plugins)
    landmarks.set(plugin, `plugin ${plugin.name}`)
  return landmarks
}

/** `build.target` → `config.build.target`. */
function readPath(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], config)
}
