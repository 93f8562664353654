import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import process from 'node:process'
import { statIfThere } from '../../util/stat'
import { FileMissingError } from '../errors'

const SOURCE_RE = /\.[cm]?[jt]sx?$/
/** Folders of other packages and of tools. */
const LEFT_OUT_RE = /(?:^|[/\\])(?:node_modules|\.[^/\\]*)(?:[/\\]|$)/

/**
 * Modification times in milliseconds of all JavaScript and TypeScript files below a folder, or of a package.
 *
 * @param folderOrPackage a path, or the name of a package
 * @param from the package is looked for from here: a path or URL of a file. Default: the working directory
 * @throws FileMissingError when there is neither such a folder nor such a package
 */
export function sourceFileTimes(folderOrPackage: string, from?: string | URL): Record<string, number> {
  const root = statIfThere(folderOrPackage)?.isDirectory() ? resolve(folderOrPackage) : packageFolder(folderOrPackage, from)
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && SOURCE_RE.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !LEFT_OUT_RE.test(relative(root, path)))
  return Object.fromEntries(files.sort().map(path => [path, statSync(path).mtimeMs]))
}

/** Found by walking, because a package need not export its package.json. */
function packageFolder(name: string, from: string | URL = pathToFileURL(join(process.cwd(), 'index.js'))): string {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    if (statIfThere(join(folder, name))?.isDirectory())
      return join(folder, name)
  }
  throw new FileMissingError(name)
}
