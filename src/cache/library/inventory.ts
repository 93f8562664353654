import { formatBytes } from '../../util/format'
import type { Listed } from '../engines/engine'

export interface File {
  kind: 'file'
  name: string
  /** Bytes. */
  size: number
}

export interface Folder {
  kind: 'folder'
  name: string
  /** Bytes of all that is in it. */
  size: number
  /** Folders first, then by name. */
  children: (Folder | File)[]
}

const DOT = './'

/**
 * Keys or paths as a tree. What is in parentheses are the arguments of a call, not a path. `./a` is shown as `a`,
 * unless there is an `a` without the dot as well.
 */
export function treeOf(name: string, listed: readonly Listed[]): Folder {
  const root: Folder = { kind: 'folder', name, size: 0, children: [] }
  const bare = new Set(listed.filter(({ key }) => !key.startsWith(DOT)).map(({ key }) => partsOf(key)[0]))
  for (const { key, size } of listed) {
    const [first, ...rest] = partsOf(key)
    add(root, [key.startsWith(DOT) && bare.has(first) ? DOT + first! : first!, ...rest], size)
  }
  sort(root)
  return root
}

/** The tree as indented lines with readable sizes. */
export function formatInventory(entry: Folder | File, indent = ''): string {
  const line = `${indent}${entry.name}${entry.kind === 'folder' ? '/' : ''}  ${formatBytes(entry.size)}`
  const below = entry.kind === 'folder' ? entry.children.map(child => formatInventory(child, `${indent}  `)) : []
  return [line, ...below].join('\n')
}

function partsOf(key: string): string[] {
  const [path] = key.split('(', 1)
  const parts = path!.slice(path!.startsWith(DOT) ? DOT.length : 0).split('/')
  return [...parts.slice(0, -1), parts.at(-1)! + key.slice(path!.length)]
}

function add(folder: Folder, [first, ...rest]: string[], size: number): void {
  folder.size += size
  if (rest.length === 0) {
    folder.children.push({ kind: 'file', name: first!, size })
    return
  }
  let child = folder.children.find((other): other is Folder => other.kind === 'folder' && other.name === first)
  if (!child)
    folder.children.push(child = { kind: 'folder', name: first!, size: 0, children: [] })
  add(child, rest, size)
}

function sort({ children }: Folder): void {
  children.sort((a, b) => Number(a.kind === 'file') - Number(b.kind === 'file') || (a.name < b.name ? -1 : 1))
  for (const child of children) {
    if (child.kind === 'folder')
      sort(child)
  }
}
