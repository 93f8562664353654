import { type FileMemo, FileStates, type Strategy } from '../../src/inputs/files'
import { Packages } from '../../src/inputs/packages'
import { Roots } from '../../src/inputs/roots'
import { World } from '../../src/inputs/world'

/** Digests of files as they would be kept from run to run. */
export type Memos = Map<string, FileMemo>

/** The file states of one run. */
export function fileStates(memos: Memos = new Map(), strategy: Strategy = 'auto'): FileStates {
  return new FileStates(strategy, {
    recall: path => memos.get(path),
    remember: (path, memo) => memos.set(path, memo),
  })
}

/** The packages as one run sees them. */
export function packagesOf(root: string, memos: Map<string, [string, string]> = new Map()): Packages {
  return new Packages(root, {
    recall: dir => memos.get(dir),
    remember: (dir, memo) => memos.set(dir, memo),
  })
}

/** The world as a run in this project sees it. */
export function worldOf(project: string, env: NodeJS.ProcessEnv = {}): World {
  return new World({ files: fileStates(), roots: new Roots(project), packages: packagesOf(project), env })
}
