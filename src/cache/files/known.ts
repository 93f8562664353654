import { readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { namesIn, temporaryFor, writeAtomic } from '../../store/file'
import { hexDigest } from '../../util/digest'
import { isMissing } from '../../util/errno'
import { debug, messageOf } from '../../util/log'
import { openSealedData, seal } from '../seal'
import type { Validators } from './download'

/** What is known of a file, in a file of its own. */
export interface Known extends Validators {
  /** Digest of the URL that was asked for: the URL itself may hold a secret. */
  url?: string
  /** Milliseconds since the epoch of the last answer of the server. */
  checkedAt?: number
}

/** What is younger may belong to a process that is about to put the content in place. Milliseconds. */
const GRACE_MS = 60 * 60 * 1000

/**
 * What is known of files, by path and content. It is written before the content comes to its place by a rename, and
 * that alone decides: whoever finds a content finds what is known of it, whatever other processes save at the same
 * time, and wherever one of them is killed. A content of which nothing is known was not saved by us.
 */
export class KnownFiles {
  readonly #dir: string
  readonly #warn: (message: string, cause?: unknown) => void

  constructor(dir: string, warn: (message: string, cause?: unknown) => void) {
    this.#dir = dir
    this.#warn = warn
  }

  async get(path: string, content: string): Promise<Known | undefined> {
    try {
      return openSealedData(await readFile(this.#fileOf(path, content), 'utf8')) as Known
    }
    catch (error) {
      if (!isMissing(error))
        this.#warn(`cannot read what is known of ${path} (${messageOf(error)})`, error)
      return undefined
    }
  }

  async set(path: string, content: string, known: Known): Promise<void> {
    await writeAtomic(this.#fileOf(path, content), seal(JSON.stringify(known)))
  }

  /** Where a content is written before it comes to its place: here it is in nobody's way when its writer is killed. */
  temporaryFor(path: string, content: string): string {
    return temporaryFor(this.#fileOf(path, content))
  }

  async forget(path: string): Promise<void> {
    const files = await this.#filesOf(path)
    await Promise.all(files.filter(file => !file.endsWith('.tmp')).map(file => rm(file, { force: true })))
  }

  /** Forgets the contents that a path had before this one. Never fails: it is only about room. */
  async forgetOthers(path: string, content: string): Promise<void> {
    const own = this.#fileOf(path, content)
    try {
      for (const file of await this.#filesOf(path)) {
        if (file !== own && Date.now() - (await stat(file)).mtimeMs > GRACE_MS)
          await rm(file, { force: true })
      }
    }
    catch (error) {
      debug.cache('cannot remove what was known of %s: %s', path, messageOf(error))
    }
  }

  async #filesOf(path: string): Promise<string[]> {
    const start = this.#fileOf(path, '')
    const names = await namesIn(dirname(start))
    return names.map(name => join(dirname(start), name)).filter(file => file.startsWith(start))
  }

  /** Many in one folder, as folders are not removed: somebody may be about to write there. */
  #fileOf(path: string, content: string): string {
    const name = hexDigest(path)
    return join(this.#dir, name.slice(0, 2), `${name}-${content}`)
  }
}
