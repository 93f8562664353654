import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, sep } from 'node:path'
import { readSources } from '../../inputs/sources'
import { isRecord } from '../../util/stable'
import { readJson } from '../../util/json'

/** Where a loader's code is. */
export interface LoaderHome {
  name: string
  /** Names or folders of packages. */
  packages: string[]
  /** Files outside of packages. */
  files: string[]
}

const MODULES = `${sep}node_modules${sep}`
/** Files that stand for their package. */
const MAIN_FILES = new Set(['index', 'cjs', 'main'])
const PACKAGE_RE = /^(?:module:)?((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[\w./-]*)?$/

/** The name and the code of a loader: that of its package, or that of its file when it is one of the project's own. */
export function homeOf(path: string, root: string): LoaderHome {
  const start = path.lastIndexOf(MODULES)
  if (start >= 0)
    return packagedHome(path, start + MODULES.length)
  const manifest = findManifest(dirname(path))
  const name = manifest && manifest !== join(root, 'package.json') ? (readJson(manifest) as { name?: string } | undefined)?.name : undefined
  const { files, packages } = readSources([path])
  return { name: name ?? basename(path, extname(path)), files, packages }
}

function packagedHome(path: string, start: number): LoaderHome {
  const parts = path.slice(start).split(sep)
  const name = parts.splice(0, parts[0]!.startsWith('@') ? 2 : 1)
  const dir = path.slice(0, start) + name.join(sep)
  // Some packages bring others along: `@rsbuild/core/compiled/css-loader/index.js`.
  const bundled = parts.slice(0, -1).find(part => part.endsWith('-loader'))
  const file = basename(path, extname(path))
  const own = MAIN_FILES.has(file) ? name.join('/') : `${name.join('/')}/${file}`
  return { name: bundled ?? own, packages: [dir], files: [] }
}

/** Packages that options name as text, such as presets. Those that are not installed are no packages. */
export function packagesNamedIn(options: unknown): string[] {
  if (typeof options === 'string')
    return [...PACKAGE_RE.exec(options)?.slice(1) ?? []]
  if (Array.isArray(options))
    return options.flatMap(packagesNamedIn)
  return isRecord(options) ? Object.values(options).flatMap(packagesNamedIn) : []
}

/** True when options hold more than data: what it does is in some package that the configuration imports. */
export function holdsCode(value: unknown): boolean {
  if (typeof value === 'function')
    return true
  if (Array.isArray(value))
    return value.some(holdsCode)
  if (typeof value === 'object' && value !== null && !(value instanceof RegExp))
    return !isRecord(value) || Object.values(value).some(holdsCode)
  return false
}

function findManifest(dir: string): string | undefined {
  const manifest = join(dir, 'package.json')
  if (existsSync(manifest))
    return manifest
  return dirname(dir) === dir ? undefined : findManifest(dirname(dir))
}
