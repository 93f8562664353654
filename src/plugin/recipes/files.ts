import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { FileStates } from '../../inputs/files'
import { resolutionOf } from '../manifests'
import type { Question } from '../../inputs/world'

/** An input that a step depends on without reading it in a way that can be seen: a question about a path. */
export type Input = readonly [Question, string]

const BABEL_FILES = ['js', 'cjs', 'mjs', 'json', 'cts', 'ts'].flatMap(extension => [`babel.config.${extension}`, `.babelrc.${extension}`]).concat('.babelrc', '.babelignore')
const BROWSERSLIST_FILES = ['.browserslistrc', 'browserslist']
const EXTENDS_RE = /"(?:extends|path)"\s*:\s*(\[[^\]]*\]|"[^"]+")/g
const MAX_EXTENDS = 20
/** The folder of the package that a file is in, and its name. */
const PACKAGE_RE = /^.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)(?=[/\\])/

/**
 * Where Babel and browserslist look for configuration. Babel keeps its own copies of the functions of `node:fs`,
 * and both remember what they found.
 */
export function babelInputs(file: string, root: string): Input[] {
  return foldersBetween(file, root).flatMap(dir => [
    ...[...BABEL_FILES, ...BROWSERSLIST_FILES].map((name): Input => ['content', join(dir, name)]),
    ['settings', join(dir, 'package.json#babel,browserslist')],
  ])
}

/** Files of these names in the folders from that of a file up to the project. */
export function lookupInputs(file: string, root: string, names: readonly string[]): Input[] {
  return foldersBetween(file, root).flatMap(dir => names.map((name): Input => ['content', join(dir, name)]))
}

/** Where tools look that search upwards: files of these names in a folder and all above it, and a member of package.json. */
export function lookupAbove(folder: string, names: readonly string[], member: string): Input[] {
  return foldersAbove(folder).flatMap(dir => [...names.map((name): Input => ['content', join(dir, name)]), ['settings', join(dir, `package.json#${member}`)]])
}

/** A folder and all above it. */
export function foldersAbove(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))]
}

/** The TypeScript configuration that applies to a file, with what it extends or refers to. Native compilers read it. */
export function tsconfigInputs(file: string, root: string, files: FileStates): Input[] {
  const found = new Set<string>()
  const queue = foldersBetween(file, root).flatMap(dir => [join(dir, 'tsconfig.json'), join(dir, 'jsconfig.json')])
  for (const path of queue) {
    if (found.has(path) || found.size > MAX_EXTENDS * 2)
      continue
    found.add(path)
    queue.push(...extendedFiles(path, files))
  }
  return [...found].map((path): Input => ['content', path])
}

/** Where imports from a folder may be redirected: the package.json of the folder, and of those above up to the first. */
export function manifestInputs(folder: string, files: FileStates): Input[] {
  const paths: string[] = []
  for (let dir = folder; ; dir = dirname(dir)) {
    paths.push(join(dir, 'package.json'))
    if (files.kind(paths.at(-1)!) !== null || dirname(dir) === dir)
      return paths.map((path): Input => ['settings', resolutionOf(path)])
  }
}

/** Where a package is looked for from a folder: up to the first place where it is. */
function placesOf(name: string, folder: string, files: FileStates): string[] {
  const places = foldersAbove(folder).filter(dir => basename(dir) !== 'node_modules').map(dir => join(dir, 'node_modules', name))
  const found = places.findIndex(place => files.kind(place) !== null)
  return found < 0 ? places : places.slice(0, found + 1)
}

/**
 * What could make imports from some folders lead to other packages than those that these files are in. The files
 * themselves may stay when a link leads elsewhere, as with pnpm. Native resolvers look out of sight.
 */
export function packageInputs(folders: readonly string[], found: readonly string[], files: FileStates): Input[] {
  const packages = new Map(found.flatMap((path): [string, string][] => {
    const [dir, name] = PACKAGE_RE.exec(path) ?? []
    return dir !== undefined && name !== undefined ? [[dir, name]] : []
  }))
  return [...packages].flatMap(([dir, name]) => folders
    .filter(folder => folder !== dir && !folder.startsWith(dir + sep))
    .flatMap(folder => placesOf(name, folder, files).map((place): Input => ['realpath', place])))
}

/** By path, what a file extends, and the digest of the content that said so. */
const extended = new Map<string, { content: string, files: string[] }>()

function extendedFiles(path: string, files: FileStates): string[] {
  const content = files.content(path)
  if (content === null)
    return []
  let known = extended.get(path)
  if (known?.content !== content)
    extended.set(path, known = { content, files: readExtended(path) })
  return known.files
}

function readExtended(path: string): string[] {
  const texts = [...readFileSync(path, 'utf8').matchAll(EXTENDS_RE)].flatMap(([, value]) => value!.match(/[^"[\],\s]+/g) ?? [])
  return texts.filter(text => /^[./]/.test(text)).flatMap((text) => {
    const target = resolve(dirname(path), text)
    return [target, `${target}.json`, join(target, 'tsconfig.json')]
  })
}

/** From the folder of a file up to the project; of a file outside, the project alone. */
function foldersBetween(file: string, root: string): string[] {
  const dirs: string[] = []
  for (let dir = dirname(file); dir.startsWith(root) && dir !== root; dir = dirname(dir))
    dirs.push(dir)
  return [...dirs, root]
}
