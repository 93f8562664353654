import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import * as v from 'valibot'
import { digest, hexDigest } from '../../util/digest'
import { isMissing } from '../../util/errno'
import { messageOf } from '../../util/log'
import { statIfThere } from '../../util/stat'
import { CacheMissError, FileMissingError, FileReadError, FileWriteError } from '../errors'
import { type Folder, treeOf } from '../library/inventory'
import { checkOptions } from '../library/options'
import { type Removal, describeRemoval } from '../library/removal'
import { type BundleOptions, decodeBundle, encodeBundle } from './bundle'
import { type DownloadOptions, download, downloadEntries } from './download'
import { type Known, KnownFiles } from './known'
import { removeEmptied, writeInFolder } from './folders'
import { loadFile } from './plain'
import { resolveInside } from './resolve'
import { inTurn, shareFlight } from './turns'

export interface UrlOptions extends DownloadOptions {
  /** Milliseconds for which the server is not asked whether the file has changed. @default no end */
  freshFor?: number
}

/** A file that is as it was saved. */
interface Found {
  bytes: Buffer
  /** Digest of the bytes. */
  content: string
  known: Known
}

const urlSchema = v.strictObject({ ...downloadEntries, freshFor: v.optional(v.pipe(v.number('milliseconds'), v.minValue(0, 'milliseconds'))) })

/** Files in a folder. Paths are relative to it; what leads out of it is an error. */
export class FileCache {
  readonly dir: string
  readonly #known: KnownFiles
  readonly #warn: (message: string, cause?: unknown) => void

  /** @param folder of a cache */
  constructor({ folder, onWarning }: { folder: string, onWarning: (message: string, cause?: unknown) => void }) {
    this.dir = join(folder, 'files')
    this.#known = new KnownFiles(join(folder, 'known'), onWarning)
    this.#warn = onWarning
  }

  /** Where a file is or would be. @throws CacheKeyError */
  pathOf(path: string): string {
    return resolveInside(this.dir, path)
  }

  /** True when `load` would give it; the file is read for that. @throws CacheKeyError */
  async has(path: string): Promise<boolean> {
    return await this.#find(path) !== undefined
  }

  /** @throws CacheKeyError, FileWriteError */
  async save(path: string, data: Uint8Array | string): Promise<void> {
    await this.#save(path, Buffer.from(data as Uint8Array), {})
  }

  /** @throws CacheKeyError; CacheMissError when the file is missing or not as it was saved */
  async load(path: string): Promise<Buffer> {
    return (await this.#load(path)).bytes
  }

  /** Several named buffers as one tar archive. @throws CacheKeyError, FileWriteError */
  async saveBundle(path: string, version: number, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    await this.save(path, await encodeBundle(version, files))
  }

  /** @throws CacheMissError when it is missing, damaged or too old */
  async loadBundle(path: string, { versionAtLeast = -Infinity }: BundleOptions = {}): Promise<Record<string, Buffer>> {
    const bytes = await this.load(path)
    try {
      return await decodeBundle(path, bytes, versionAtLeast)
    }
    catch (error) {
      throw new CacheMissError(path, error)
    }
  }

  /**
   * The file, or what `fetch` gives, which is saved; once for all who ask meanwhile. Errors of `fetch` are thrown; a
   * save that fails is a warning.
   */
  async loadOrFetch(path: string, fetch: () => Uint8Array | string | Promise<Uint8Array | string>): Promise<Buffer> {
    return shareFlight(this.pathOf(path), async () => {
      const found = await this.#find(path)
      if (found)
        return found.bytes
      const bytes = Buffer.from(await fetch() as Uint8Array)
      await this.#attempt(path, () => this.#save(path, bytes, {}))
      return bytes
    })
  }

  /**
   * The file, or what is at a URL, which is saved. A file that is no longer fresh is asked for with its `ETag` or
   * `Last-Modified`, and downloaded only if it has changed.
   *
   * @throws CacheFetchError, CacheKeyError, CacheOptionError
   */
  async loadOrFetchUrl(url: string | URL, path: string, options: UrlOptions = {}): Promise<Buffer> {
    checkOptions(urlSchema, options)
    const href = String(url)
    // With the options: who asks with other headers may get something else.
    return shareFlight(JSON.stringify([this.pathOf(path), href, options]), () => this.#loadOrDownload(href, path, options))
  }

  /** All files as a tree with sizes. */
  async inventory(): Promise<Folder> {
    return treeOf('files', await this.#list('.'))
  }

  /** What would go with this file or folder. Nothing is removed before `confirm`. @throws CacheKeyError, FileMissingError */
  async remove(path: string): Promise<Removal> {
    const listed = await this.#list(path)
    if (listed.length === 0)
      throw new FileMissingError(path)
    return describeRemoval(this.pathOf(path), listed, async (key) => {
      const file = this.pathOf(key)
      await inTurn(file, async () => {
        await this.#known.forget(key)
        await rm(file, { force: true })
      })
      await removeEmptied(dirname(file), this.dir)
      return true
    })
  }

  async #loadOrDownload(href: string, path: string, { freshFor = Infinity, ...options }: UrlOptions): Promise<Buffer> {
    const url = digest(href)
    const found = await this.#find(path)
    const before = found?.known.url === url ? found : undefined
    const now = Date.now()
    const age = now - (before?.known.checkedAt ?? -Infinity)
    if (before && age >= 0 && age < freshFor)
      return before.bytes
    const answer = await download(href, options, before?.known)
    if (answer.status === 'same') {
      const { bytes, content, known } = before!
      await this.#attempt(path, () => this.#known.set(this.#keyOf(path), content, { ...known, checkedAt: now }))
      return bytes
    }
    await this.#attempt(path, () => this.#save(path, answer.bytes, { ...answer.validators, url, checkedAt: now }))
    return answer.bytes
  }

  async #find(path: string): Promise<Found | undefined> {
    try {
      return await this.#load(path)
    }
    catch (error) {
      if (error instanceof CacheMissError)
        return undefined
      throw error
    }
  }

  async #load(path: string): Promise<Found> {
    const file = this.pathOf(path)
    try {
      return await this.#read(file, this.#keyOf(path))
    }
    catch (error) {
      throw new CacheMissError(path, error)
    }
  }

  /** Again when it was replaced after it was read: what was known of the old one may be gone. */
  async #read(file: string, key: string, last?: string): Promise<Found> {
    const bytes = await loadFile(file)
    const content = hexDigest(bytes)
    const known = await this.#known.get(key, content)
    if (known)
      return { bytes, content, known }
    if (content === last)
      throw new FileReadError(file, 'it is not as it was saved')
    return this.#read(file, key, content)
  }

  async #save(path: string, bytes: Buffer, known: Known): Promise<void> {
    const [file, key, content] = [this.pathOf(path), this.#keyOf(path), hexDigest(bytes)]
    try {
      await inTurn(file, async () => {
        await this.#known.set(key, content, known)
        await writeInFolder(file, bytes, this.#known.temporaryFor(key, content))
        await this.#known.forgetOthers(key, content)
      })
    }
    catch (error) {
      throw new FileWriteError(file, messageOf(error), error)
    }
  }

  async #attempt(path: string, save: () => Promise<void>): Promise<void> {
    try {
      await save()
    }
    catch (error) {
      this.#warn(`${path} is not cached: ${messageOf(error)}`, error)
    }
  }

  /** The same however a path was written. */
  #keyOf(path: string): string {
    return relative(this.dir, resolve(this.dir, path)).replaceAll('\\', '/')
  }

  async #list(path: string): Promise<{ key: string, size: number }[]> {
    const start = path === '.' ? this.dir : this.pathOf(path)
    const entries = await entriesIn(start)
    const listed = entries.map(file => ({ key: this.#keyOf(file), size: statIfThere(file)?.size ?? 0 }))
    return listed.sort((a, b) => (a.key < b.key ? -1 : 1))
  }
}

async function entriesIn(path: string): Promise<string[]> {
  try {
    if ((await stat(path)).isFile())
      return [path]
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  }
  catch (error) {
    if (isMissing(error))
      return []
    throw error
  }
}
