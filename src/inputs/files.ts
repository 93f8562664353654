import { type Stats, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import type { Fact } from '../cache'
import { digest } from '../util/digest'
import { isMissing } from '../util/errno'

/** What was seen of a file when its content was last hashed: size, times and inode, then the digest and when. */
export type FileMemo = [size: number, mtimeMs: number, ctimeMs: number, ino: number, digest: string, hashedAt: number]

/**
 * How an unchanged file is recognised: `content` hashes it in each run; `auto` trusts equal size, times and inode
 * when they are safely older than the hashing; `mtime` trusts equal size and mtime.
 */
export type Strategy = 'auto' | 'content' | 'mtime'

/**
 * A file whose times are this close to the moment of hashing may have been written again in the same tick of the
 * file system's clock ("racily clean", git's racy-git.txt). Milliseconds.
 */
const RACY_MS = 2000
/** npm unpacks all files with an mtime of 1985-10-26; whatever is older than this says nothing. */
const TRUSTED_SINCE = Date.UTC(1990, 0, 1)
const STYLE_ENTRY_RE = /^d |\.(?:css|scss|sass|less|styl|stylus|pcss|postcss|sss)$/
/** Within one tick of a file system's clock a second write does not show. Milliseconds. */
const TICK_MS = 10

/** Of a file that changed before it was read: no content has this digest. */
const UNKNOWN = ''

/** What is known of a path since it was first looked at, before anybody read it. */
interface PathState {
  stats: Stats | null
  /** Milliseconds since the epoch. */
  lookedAt: number
  digest?: string | null
  listing?: string | null
  styles?: string | null
  realpath?: string | null
  /** True when the digest was wanted, but not at once. */
  isPutOff?: boolean
  /** What upper layers have derived from it, by question. */
  readonly facts: Map<string, Fact>
}

/** Where digests of unchanged files are kept from run to run. */
export interface FileMemos {
  recall: (path: string) => FileMemo | undefined
  remember: (path: string, memo: FileMemo) => void
}

/** The states of files as plugins can observe them, each looked up once and then believed until it is invalidated. */
export class FileStates {
  readonly #strategy: Strategy
  readonly #memos: FileMemos
  #states = new Map<string, PathState>()

  constructor(strategy: Strategy, memos: FileMemos) {
    this.#strategy = strategy
    this.#memos = memos
  }

  /** Forgets what was looked up: all of it, or one path. */
  invalidate(path?: string): void {
    if (path === undefined)
      this.#states = new Map()
    else
      this.#states.delete(path)
  }

  /** Facts derived from a path; they go when the path turns out to have changed. */
  facts(path: string): Map<string, Fact> {
    return this.#state(path).facts
  }

  /**
   * Looks again at all paths that facts were stated about and gives the facts about those that have changed since
   * they were first looked at. After that, no digest is open any more.
   */
  settle(): Fact[] {
    const stated = [...this.#states].filter(([, { facts }]) => facts.size > 0)
    const changed = stated.filter(([path, state]) => hasChanged(path, state))
    for (const [path, state] of changed) {
      state.digest ??= UNKNOWN
      this.#states.delete(path)
    }
    for (const [path, state] of stated.filter(([, { isPutOff }]) => isPutOff))
      state.digest ??= this.#digest(path, state.stats)
    return changed.flatMap(([, { facts }]) => [...facts.values()])
  }

  /** `file`, `dir`, `other`, or `null` when it is not there. */
  kind(path: string): string | null {
    const stats = this.#stats(path)
    if (!stats)
      return null
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'dir' : 'other'
  }

  /** Kind, and the size of a file: what a `stat` shows, but for times. */
  size(path: string): string | null {
    const stats = this.#stats(path)
    return stats?.isFile() ? `file ${stats.size}` : this.kind(path)
  }

  /** Digest of the content, or `null` when there is no such file. */
  content(path: string): string | null {
    const state = this.#state(path)
    return state.digest ??= this.#digest(path, state.stats)
  }

  /**
   * The same, where nobody may ever want to know: a function that gives it. A file that was written long enough ago
   * cannot change without showing it, so that it can be read later, when there is time.
   */
  deferredContent(path: string): (() => string | null) | undefined {
    const state = this.#state(path)
    if (state.digest !== undefined || !state.stats?.isFile() || isRacy(state.stats, state.lookedAt) || this.#memos.recall(path))
      return undefined
    state.isPutOff = true
    return () => state.digest ??= this.#digest(path, state.stats)
  }

  /** Digest of the names and kinds in a folder, or `null`. */
  listing(path: string): string | null {
    const state = this.#state(path)
    return state.listing ??= orNull(() => digest(entriesOf(path).join('\n')))
  }

  /** The same for folders and style sheets only: those that a style sheet in it can import by a short name. */
  styleListing(path: string): string | null {
    const state = this.#state(path)
    return state.styles ??= orNull(() => digest(entriesOf(path).filter(entry => STYLE_ENTRY_RE.test(entry)).join('\n')))
  }

  realpath(path: string): string | null {
    const state = this.#state(path)
    return state.realpath ??= orNull(() => realpathSync.native(path))
  }

  #state(path: string): PathState {
    let state = this.#states.get(path)
    if (!state)
      this.#states.set(path, state = { stats: statOf(path), lookedAt: Date.now(), facts: new Map() })
    return state
  }

  #stats(path: string): Stats | null {
    return this.#state(path).stats
  }

  #digest(path: string, stats: Stats | null): string | null {
    if (!stats?.isFile())
      return null
    const memo = this.#memos.recall(path)
    if (memo && this.#isUnchanged(stats, memo))
      return memo[4]
    const hashedAt = Date.now()
    const found = orNull(() => digest(readFileSync(path)))
    if (found !== null)
      this.#memos.remember(path, [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino, found, hashedAt])
    return found
  }

  #isUnchanged(stats: Stats, [size, mtimeMs, ctimeMs, ino, , hashedAt]: FileMemo): boolean {
    if (this.#strategy === 'content' || stats.size !== size || stats.mtimeMs !== mtimeMs)
      return false
    if (this.#strategy === 'mtime')
      return mtimeMs > TRUSTED_SINCE
    return stats.ctimeMs === ctimeMs && stats.ino === ino
      && Math.max(mtimeMs, ctimeMs) + RACY_MS < hashedAt && ctimeMs > TRUSTED_SINCE
  }
}

function hasChanged(path: string, { stats, lookedAt, digest: before }: PathState): boolean {
  const now = statOf(path)
  if (signatureOf(now) !== signatureOf(stats))
    return true
  return now !== null && isRacy(now, lookedAt) && typeof before === 'string' && orNull(() => digest(readFileSync(path))) !== before
}

function isRacy({ mtimeMs, ctimeMs }: Stats, lookedAt: number): boolean {
  return lookedAt - Math.max(mtimeMs, ctimeMs) < TICK_MS
}

/** Changes when the file is written, replaced or removed. */
function signatureOf(stats: Stats | null): string {
  return stats ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}` : ''
}

function entriesOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).map(entry => `${entry.isDirectory() ? 'd' : 'f'} ${entry.name}`).sort()
}

function statOf(path: string): Stats | null {
  return orNull(() => statSync(path))
}

function orNull<T>(look: () => T): T | null {
  try {
    return look()
  }
  catch (error) {
    if (isUnreachable(error))
      return null
    throw error
  }
}

/** To a plugin, a file that it may not read or a broken link is as good as none. */
function isUnreachable(error: unknown): boolean {
  return isMissing(error) || ['EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'EINVAL', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes((error as NodeJS.ErrnoException).code ?? '')
}
