import type { FileStates } from '../inputs/files'
import type { Question } from '../inputs/world'
import type { ContextKind } from './contexts/kind'

/** Hooks whose calls can be memoized. */
export type HookName = 'load' | 'transform' | 'renderChunk'
export const HOOK_NAMES: readonly HookName[] = ['load', 'transform', 'renderChunk']
/** Hooks that are told of a changed file, and compare it with what the plugin knew of it. */
export const HOT_HOOKS: readonly string[] = ['handleHotUpdate', 'hotUpdate']

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hooks of any bundler
export type Handler = (this: any, ...args: any[]) => unknown

/** A hook as plugins write it. */
export type Hook = Handler | { handler: Handler, [option: string]: unknown }

/** A plugin of any bundler of the Rollup family. */
export interface AnyPlugin {
  name: string
  [property: string]: unknown
}

/** `this` of a hook, of any bundler of the Rollup family. */
export type HookContext = Record<string, unknown>

/** One call of a hook, in terms that all bundlers share. */
export interface Call {
  hook: HookName
  /** Module id with its query, or the chunk's file name. */
  id: string
  /** The code that the hook was given; `load` gets none. */
  code: string | undefined
  /** Everything else that it was given, as text for the key. */
  extras: string[]
  args: unknown[]
  /** Which one, where a plugin has several handlers of one hook. */
  handler?: number
}

/**
 * What a skipped call would have left in the plugin for later calls: nothing, something about its own file, or
 * something about anything.
 */
export type StateKind = 'none' | 'file' | 'plugin'

/** How the calls of one plugin are memoized. */
export interface Rule {
  hooks: readonly HookName[]
  /** @default 'none' */
  state?: StateKind
  /** Calls for other ids are left alone. */
  ids?: Partial<Record<'load' | 'transform', RegExp>>
  /** When a line of the plugin's identity matches, its calls are not memoized: an option that makes it unsafe. */
  forbids?: readonly { pattern: RegExp, reason: string }[]
  /** Says why a call must not be memoized, or nothing. */
  bypass?: (call: Call) => string | undefined
  /** Says why the code that a call returned must not be kept, or nothing. */
  reject?: (code: string, references: readonly string[]) => string | undefined
  /** Of `renderChunk`: the members of the chunk and of the output options that it looks at. @default all */
  chunk?: readonly string[]
  outputOptions?: readonly string[]
  /** Files that the call depends on without reading them in a way that can be seen. */
  inputs?: (call: Call, watched: readonly string[], files: FileStates) => readonly (readonly [Question, string])[]
  /** The same, where all calls depend on them: the places where the plugin looks for its configuration. */
  sharedInputs?: readonly (readonly [Question, string])[]
  /**
   * For a request that is a part of another module: the path of that module. Its code enters the key; a module that
   * is loaded, not transformed, has none before, so that its parts have to be `derived`.
   */
  parent?: (id: string) => string | undefined
  /**
   * True for a call about a part that only looks at what the step about the whole module has left, and leaves nothing
   * itself: it depends on what that step depended on, and need not be watched.
   */
  derived?: (call: Call) => boolean
  /** Hooks besides the memoized ones that read what skipped calls would have left. @default all */
  readers?: readonly string[]
  /**
   * True for a plugin that may answer from its own memory: a call that has not read the file it is about is not kept,
   * because nobody knows how old the answer is.
   * @default false
   */
  remembersResults?: boolean
  /**
   * False when the calls see neither the command nor the mode nor the environment, other than by what they read of
   * `this`: then a build, a dev server and tests share results.
   * @default true, but for plugins that nothing tells of these
   */
  ambient?: boolean
  /** Packages whose code, with all that they depend on, runs in the calls. @default those that the configuration imports */
  packages?: readonly string[]
  /** More packages, which only some calls need: the compiler of a style language. */
  compilers?: (call: Call) => readonly string[]
  /** False when what the plugin reads while it sets up shows in its options. @default true */
  setup?: boolean
  /** Parts of the bundler's configuration that the plugin looks at while it runs. */
  config?: readonly string[]
  /** Values that enter the key, from the user or the plugin's author. */
  key?: string
  /**
   * Opaque effects that are known to be harmless, such as a worker thread that only computes.
   * Each is one of the texts in `inputs/tracer.ts`, or `calls this.<name>` for a context call.
   */
  harmless?: readonly string[]
  /**
   * True when it reads package.json only to find files: then lists of dependencies and scripts do not count.
   * @default false
   */
  resolvesOnly?: boolean
  /** Environment variables that all calls depend on. */
  env?: readonly string[]
  /** What a call has left in the plugin about a module, and how to put it back; see `PluginCache`. */
  save?: (id: string) => unknown
  restore?: (id: string, saved: unknown) => void
  /** False when the output may depend on where the project lies. @default false */
  portable?: boolean
  /** True when it computes with texts in the code: what it makes of the project's path there is not portable. @default false */
  evaluates?: boolean
  /**
   * Whether the plugin may remember what it read from a file, by the file's name relative to the project: then all
   * its calls depend on it. What a call declares with `addWatchFile` is its own affair. @default all
   */
  remembers?: (name: string) => boolean
  /** Names of variables, at the top level of the plugin's files, that it fills while it works; see `state`. */
  memories?: readonly string[]
  /** Questions about paths whose answers do not matter, although the plugin asks. */
  ignores?: (question: Question, path: string) => boolean
  /** Of a loader: options that it is run without, for a cache of its own. */
  without?: readonly string[]
  /** False when the configuration says it all and closures need not be looked at. @default true */
  closures?: boolean
}

/** That a plugin is memoized, and how. */
export interface Trust {
  rule: Rule
  /** True when nobody knows the plugin: it has to be watched first. */
  isOnTrial: boolean
  /** True when the user vouches for it. */
  isDeclared?: boolean
  /** True when we do, and know what it reads. */
  isRecipe?: boolean
}

/** Why a plugin is not memoized. */
export interface Refusal {
  refuse: string
  /** True when there is nothing to gain, and nothing to tell. */
  quiet?: boolean
}

/** What a recipe can ask about the project. */
export interface ProjectView {
  root: string
  /** A part of the bundler's configuration, such as `css` or `build`; undefined where the bundler has none. */
  config: (part: string) => unknown
  plugins: () => readonly AnyPlugin[]
  /** What is known of plugins of another kind than the Rollup family's. */
  recipes?: readonly Recipe[]
  /** Why plugins that nobody knows are left alone, where they cannot be tried out. */
  refusesUnknown?: string
}

/** What is known of a family of plugins. */
export interface Recipe {
  /** Matches the names of the plugins. */
  plugins: RegExp
  rule: (project: ProjectView, plugin: AnyPlugin) => Rule | Refusal
}

/** Where the code of a plugin is. */
export interface Origin {
  /** Tells it from others that go by its name. */
  place: string
  /** Names or folders of packages. */
  packages: readonly string[]
  /** Files outside of packages. */
  files: readonly string[]
}

/** What differs between bundlers. */
export interface Host extends ProjectView {
  /** What `this` is in the steps. */
  context: ContextKind
  /** For the report. */
  bundler: string
  /** Where a plugin comes from, in a bundler that knows. */
  origin?: (plugin: AnyPlugin) => Origin
  /** `build` or `serve`. */
  command: string
  /** True when the process goes on after a build. */
  watch: boolean
  /** What any step can see without asking: the bundler's name, which comes first, the name of the environment, the mode. */
  ambient: (context: HookContext) => string[]
  /** What a plugin tells the bundler that the results of a call depend on; false when they must not be kept. */
  told?: (plugin: AnyPlugin, call: Call, context: HookContext) => string[] | false
  /** The parts that there are. */
  configParts: () => string[]
  /** A part of the configuration, for the identity of plugins: also as each environment has it. */
  configForAll: (part: string) => unknown
  /** The parts that a plugin with a rule, which holds the whole configuration, is taken to look at. */
  usualParts: () => readonly string[]
  /** Says why a result must not be kept, whatever the plugin. */
  rejects?: (result: unknown) => string | undefined
  /** True when `addWatchFile` takes folders, and files that are not there yet. */
  watchesAnyPath?: boolean
  /** Changes when the configuration has been resolved anew. */
  generation: () => number
  /** The files that configure the build. */
  sources: () => readonly string[]
  /** Big objects that plugins hold, and their names. */
  landmarks: () => Map<object, string | null>
}
