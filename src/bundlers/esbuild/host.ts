import { relative, resolve } from 'node:path'
import process from 'node:process'
import type { BuildOptions, OnLoadResult } from 'esbuild'
import { hookContext } from '../../plugin/contexts/hooks'
import { ESBUILD_RECIPES } from '../../plugin/recipes/esbuild'
import type { Host } from '../../plugin/types'

/** What is different about esbuild. Nobody tells a plugin whether a build will be repeated, so each may be. */
export function createHost(initialOptions: BuildOptions, configFiles: readonly string[], landmarks: ReadonlyMap<object, string | null>): Host {
  const root = resolve(initialOptions.absWorkingDir ?? process.cwd())
  const ambient = ['esbuild', relative(root, process.cwd()).replaceAll('\\', '/')]
  const config = (part: string): unknown => (initialOptions as Record<string, unknown>)[part]
  const parts = (): string[] => Object.keys(initialOptions).sort()
  return {
    bundler: 'esbuild',
    context: hookContext,
    command: 'build',
    watch: true,
    watchesAnyPath: true,
    root,
    recipes: ESBUILD_RECIPES,
    refusesUnknown: 'no recipe',
    ambient: () => ambient,
    config,
    configForAll: config,
    configParts: parts,
    usualParts: parts,
    generation: () => 0,
    plugins: () => (initialOptions.plugins ?? []) as unknown as ReturnType<Host['plugins']>,
    sources: () => configFiles,
    landmarks: () => new Map(landmarks),
    rejects: result => ((result as OnLoadResult | null | undefined)?.errors?.length ? 'it returned errors' : undefined),
  }
}
