export type Bundler = 'vite' | 'vite7' | 'vitest' | 'rollup' | 'rolldown' | 'esbuild' | 'webpack' | 'rspack' | 'rsbuild'

/** The columns, by the names that tests use. */
export const BUNDLERS: Record<Bundler, string> = {
  vite: 'Vite 8', vite7: 'Vite 7', vitest: 'vitest', rollup: 'Rollup', rolldown: 'Rolldown', esbuild: 'esbuild', webpack: 'webpack', rspack: 'Rspack', rsbuild: 'Rsbuild',
}

export type Capability =
  | 'load' | 'transform' | 'renderChunk' | 'loaders'
  | 'maps' | 'data' | 'messages' | 'emitted' | 'failures' | 'elsewhere'
  | 'plugin' | 'declared' | 'secret' | 'resolving' | 'modules' | 'several'
  | 'watchModule' | 'watchPartial' | 'watchDeclared' | 'watchSecret' | 'watchFolder' | 'watchFailure'
  | 'served' | 'restart' | 'hotVue' | 'hotReact' | 'hotSvelte' | 'hotStyles'

/** One row: what holds, and where there is such a thing at all. */
export interface Row {
  label: string
  exists: readonly Bundler[]
  /** Shown by tests that are skipped where no browser is installed. */
  inBrowser?: true
}

const ALL = Object.keys(BUNDLERS) as Bundler[]
const VITE = ['vite', 'vite7'] as const
const BUILDS = [...VITE, 'rollup', 'rolldown'] as const
const LOADERS = ['webpack', 'rspack', 'rsbuild'] as const
const SERVERS = [...VITE, ...LOADERS] as const

export const ROWS: Record<Capability, Row> = {
  load: { label: '`load`, `onLoad` of esbuild', exists: [...BUILDS, 'vitest', 'esbuild'] },
  transform: { label: '`transform`', exists: [...BUILDS, 'vitest'] },
  renderChunk: { label: '`renderChunk`', exists: BUILDS },
  loaders: { label: 'loaders', exists: LOADERS },
  maps: { label: 'source maps', exists: ALL },
  data: { label: 'what a result says to other plugins and loaders', exists: [...BUILDS, 'esbuild', 'webpack', 'rspack', 'rsbuild'] },
  messages: { label: 'warnings, printed lines', exists: ALL },
  emitted: { label: 'emitted files', exists: [...BUILDS, ...LOADERS] },
  failures: { label: 'errors, which are not stored', exists: ALL },
  elsewhere: { label: 'hits in another checkout', exists: ALL },
  plugin: { label: 'an edit of the plugin, an option', exists: ALL },
  declared: { label: 'files that it declares', exists: ALL },
  secret: { label: 'files, folders, variables that it only reads', exists: ALL },
  resolving: { label: 'what requests resolve to', exists: ALL },
  modules: { label: 'what is known of modules', exists: [...BUILDS, 'vitest'] },
  several: { label: 'several builds in one process', exists: ALL },
  watchModule: { label: 'watch: a module', exists: ALL },
  watchPartial: { label: 'watch: a Sass partial', exists: ALL },
  watchDeclared: { label: 'watch: a declared file', exists: ALL },
  watchSecret: { label: 'watch: a file that is only read', exists: ALL },
  watchFolder: { label: 'watch: a folder, a file that was missing', exists: [...BUILDS, 'esbuild', ...LOADERS] },
  watchFailure: { label: 'watch: a failure, and its end', exists: ALL },
  served: { label: 'dev server: the same modules, after each edit', exists: SERVERS },
  restart: { label: 'dev server: a restart', exists: VITE },
  hotVue: { label: 'hot updates: Vue', exists: SERVERS, inBrowser: true },
  hotReact: { label: 'hot updates: React', exists: SERVERS, inBrowser: true },
  hotSvelte: { label: 'hot updates: Svelte', exists: SERVERS, inBrowser: true },
  hotStyles: { label: 'hot updates: style sheets', exists: SERVERS, inBrowser: true },
}
