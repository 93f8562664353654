import { type Stats, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFor } from '../../store/file'
import { isErrno, isMissing } from '../../util/errno'
import { isRecord } from '../../util/stable'
import { statIfThere } from '../../util/stat'
import { openSealedData, seal } from '../seal'

/** Says how much of which log counts. Replaced at once, so a reader sees a commit as a whole or not at all. */
export interface Head {
  /** Name of the log file. */
  log: string
  /** Bytes of the log that count; what is behind them was left by a killed writer. */
  length: number
  /** Digest over these bytes. */
  chain: string
  /** Names the last clear, if there was one. What was set before it and is not written yet must not be written. */
  lastClear?: string | undefined
  /** Length of the first batch, which holds all that was in use when the log was begun. */
  base: number
  /** Milliseconds since the epoch. */
  sweptAt: number
}

/** Two commits within this time may leave the same time on the file; some file systems know seconds only. Milliseconds. */
const TICK_MS = 20
const COARSE_TICK_MS = 2000

const HEAD_NAME = 'head.json'
const LOG_RE = /^index-[\da-f]+\.log$/

export const isLogName = (name: string): boolean => LOG_RE.test(name)

/** Another process has committed since the head was read. */
export class StaleHead extends Error {
  constructor() {
    super('another process holds the lock that was held here')
  }
}

/** Watches the head of a folder for changes by other threads and processes. */
export class HeadFile {
  readonly path: string
  #seen: { mtimeMs: number, ino: number, size: number, at: number } | undefined
  #text: string | undefined

  constructor(dir: string) {
    this.path = join(dir, HEAD_NAME)
  }

  /** True when the file may differ from what `read` gave last. */
  hasChanged(): boolean {
    const stat = statIfThere(this.path)
    const seen = this.#seen
    if (!stat || !seen)
      return Boolean(stat ?? seen)
    if (stat.mtimeMs !== seen.mtimeMs || stat.ino !== seen.ino || stat.size !== seen.size)
      return true
    // Looked at so soon after its last change that another change may not show.
    const tick = seen.mtimeMs % 1000 === 0 ? COARSE_TICK_MS : TICK_MS
    return Math.abs(seen.at - seen.mtimeMs) < tick && this.#textNow(stat) !== this.#text
  }

  /** The next look counts as a change. */
  forget(): void {
    this.#seen = undefined
    this.#text = undefined
  }

  /** @throws on a damaged file */
  read(): Head | undefined {
    const stat = statIfThere(this.path)
    this.#seen = undefined
    this.#text = stat && this.#textNow(stat)
    if (this.#text === undefined)
      return undefined
    const head = openSealedData(this.#text)
    if (!isRecord(head) || typeof head.log !== 'string' || !isLogName(head.log) || typeof head.length !== 'number' || typeof head.chain !== 'string')
      throw new Error('it does not name a log')
    return head as unknown as Head
  }

  /** @throws StaleHead when the file is not the one that `read` gave last: another process went on from there */
  check(): void {
    const stat = statIfThere(this.path)
    const seen = this.#seen
    const text = stat && this.#textNow(stat)
    this.#seen = seen
    if (text !== this.#text)
      throw new StaleHead()
  }

  /**
   * Puts a new head in place of the one that was read. The check comes last, with nothing between it and the rename.
   *
   * @throws StaleHead
   */
  async write(head: Head): Promise<void> {
    const temporary = temporaryFor(this.path)
    try {
      writeFileSync(temporary, seal(JSON.stringify(head)))
      for (let attempt = 0; !this.#replace(temporary, attempt === 5); attempt++)
        await sleep(20 * 2 ** attempt)
    }
    catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  /** @throws in a folder that is read-only */
  remove(): void {
    rmSync(this.path, { force: true })
  }

  /** False when Windows refuses to replace a file that somebody has open at this moment. */
  #replace(temporary: string, isLast: boolean): boolean {
    this.check()
    try {
      renameSync(temporary, this.path)
      return true
    }
    catch (error) {
      if (isLast || !isErrno(error, 'EPERM', 'EACCES', 'EBUSY'))
        throw error
      return false
    }
  }

  #textNow(stat: Stats): string | undefined {
    this.#seen = { mtimeMs: stat.mtimeMs, ino: stat.ino, size: stat.size, at: Date.now() }
    try {
      return readFileSync(this.path, 'utf8')
    }
    catch (error) {
      if (!isMissing(error))
        throw error
      this.#seen = undefined
      return undefined
    }
  }
}
