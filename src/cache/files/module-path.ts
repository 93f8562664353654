import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson } from '../../util/json'

/**
 * A sub-folder for the calling module: `modulePath(import.meta.url)` in `src/maps/tiles.ts` of the package `atlas`
 * gives `atlas/src/maps/tiles`. Where there is no package, the folder of the module takes its place.
 */
export function modulePath(url: string): string {
  const file = fileURLToPath(url)
  const root = packageRoot(dirname(file)) ?? dirname(file)
  const { name } = (readJson(join(root, 'package.json')) ?? {}) as { name?: unknown }
  const path = relative(root, file).replace(/\.[^./\\]+$/, '').replaceAll('\\', '/')
  return `${typeof name === 'string' && name !== '' ? name : basename(root)}/${path}`
}

function packageRoot(dir: string): string | undefined {
  if (existsSync(join(dir, 'package.json')))
    return dir
  const parent = dirname(dir)
  return parent === dir ? undefined : packageRoot(parent)
}
