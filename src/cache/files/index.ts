import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import * as v from 'valibot'
import { integrityOf } from '../../store/packs'
import { digest } from '../../util/digest'
import { isMissing } from '../../util/errno'
import { messageOf } from '../../util/log'
import { isRecord } from '../../util/stable'
import { CacheFileError, CacheKeyError, CacheMissError, FileMissingError, FileReadError } from '../errors'
import { type Folder, treeOf } from '../library/inventory'
import { checkOptions } from '../library/options'
import { type Removal, describeRemoval } from '../library/removal'
import { openSealedData, seal } from '../seal'
import { type BundleOptions, decodeBundle, encodeBundle } from './bundle'
import { type DownloadOptions, type Validators, download, downloadEntries } from './download'
import { loadFile, saveFile } from './plain'
import { isOutOfReach, resolveInside } from './resolve'
import { inTurn, shareFlight } from './turns'

export interface UrlOptions extends DownloadOptions {
  /** Milliseconds for which the server is not asked whether the file has changed. @default no end */
  freshFor?: number
}

/** What is known of a file, in a file of its own beside it. */
interface Meta extends Validators {
  integrity: string
  /** Digest of the URL that was asked for: the URL itself may hold a secret. */
  url?: string
  /** Milliseconds since the epoch of the last answer of the server. */
  checkedAt?: number
}

const META_SUFFIX = '.meta.json'
const urlSchema = v.strictObject({ ...downloadEntries, freshFor: v.optional(v.pipe(v.number('milliseconds'), v.minValue(0, 'milliseconds'))) })

/** Files in a folder. Paths are relative to it; what leads out of it is an error. */
export class FileCache {
  readonly dir: string
  readonly #warn: (message: string, cause?: unknown) => void

  constructor({ dir, onWarning }: { dir: string, onWarning: (message: string, cause?: unknown) => void }) {
    this.dir = dir
    this.#warn = onWarning
  }

  /** Where a file is or would be. @throws CacheKeyError */
  pathOf(path: string): string {
    const file = resolveInside(this.dir, path)
    if (isReserved(path))
      throw new CacheKeyError(path, `unplugin-cache: the path ${JSON.stringify(path)} cannot be used. Names that end with "${META_SUFFIX}" belong to the cache: it keeps there what it knows of a file.`)
    return file
  }

  async has(path: string): Promise<boolean> {
    try {
      return (await stat(this.pathOf(path))).isFile() && await this.#meta(path) !== undefined
    }
    catch (error) {
      if (isOutOfReach(error))
        return false
      throw error
    }
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
      await this.#trySave(path, bytes, {})
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
      await inTurn(file, () => Promise.all([rm(file, { force: true }), rm(`${file}${META_SUFFIX}`, { force: true })]))
      return true
    })
  }

  async #loadOrDownload(href: string, path: string, { freshFor = Infinity, ...options }: UrlOptions): Promise<Buffer> {
    const url = digest(href)
    const found = await this.#find(path)
    const known = found?.meta.url === url ? found : undefined
    const now = Date.now()
    const age = now - (known?.meta.checkedAt ?? -Infinity)
    if (known && age >= 0 && age < freshFor)
      return known.bytes
    const answer = await download(href, options, known?.meta)
    if (answer.status === 'same') {
      await this.#trySave(path, known!.bytes, { ...known!.meta, checkedAt: now })
      return known!.bytes
    }
    await this.#trySave(path, answer.bytes, { ...answer.validators, url, checkedAt: now })
    return answer.bytes
  }

  async #find(path: string): Promise<{ bytes: Buffer, meta: Meta } | undefined> {
    try {
      return await this.#load(path)
    }
    catch (error) {
      if (error instanceof CacheMissError)
        return undefined
      throw error
    }
  }

  async #load(path: string): Promise<{ bytes: Buffer, meta: Meta }> {
    const file = this.pathOf(path)
    try {
      // Between the two renames of a save they do not fit together; in turn, no save of this process is halfway.
      const read = await this.#read(path, false) ?? await inTurn(file, () => this.#read(path, true))
      if (!read)
        throw new FileReadError(file, 'it is not as it was saved')
      return read
    }
    catch (error) {
      throw new CacheMissError(path, error)
    }
  }

  async #read(path: string, warns: boolean): Promise<{ bytes: Buffer, meta: Meta } | undefined> {
    const bytes = await loadFile(this.pathOf(path))
    const meta = await this.#meta(path, warns)
    return meta?.integrity === integrityOf(bytes) ? { bytes, meta } : undefined
  }

  async #meta(path: string, warns = true): Promise<Meta | undefined> {
    try {
      const meta = openSealedData(await readFile(`${this.pathOf(path)}${META_SUFFIX}`, 'utf8'))
      return isRecord(meta) && typeof meta.integrity === 'string' ? meta as unknown as Meta : undefined
    }
    catch (error) {
      if (warns && !isMissing(error))
        this.#warn(`cannot read what is known of ${path} (${messageOf(error)})`, error)
      return undefined
    }
  }

  async #save(path: string, bytes: Buffer, meta: Omit<Meta, 'integrity'>): Promise<void> {
    const file = this.pathOf(path)
    await inTurn(file, async () => {
      await saveFile(file, bytes)
      await saveFile(`${file}${META_SUFFIX}`, seal(JSON.stringify({ ...meta, integrity: integrityOf(bytes) })))
    })
  }

  async #trySave(path: string, bytes: Buffer, meta: Omit<Meta, 'integrity'>): Promise<void> {
    try {
      await this.#save(path, bytes, meta)
    }
    catch (error) {
      if (!(error instanceof CacheFileError))
        throw error
      this.#warn(`${path} is not cached: ${error.message}`, error)
    }
  }

  async #list(path: string): Promise<{ key: string, size: number }[]> {
    const start = path === '.' ? this.dir : this.pathOf(path)
    const entries = await entriesIn(start)
    const listed = await Promise.all(entries.filter(file => !isReserved(relative(this.dir, file))).map(async file =>
      ({ key: relative(this.dir, file).replaceAll('\\', '/'), size: (await stat(file)).size })))
    return listed.sort((a, b) => (a.key < b.key ? -1 : 1))
  }
}

/** Also of a folder, which would be in the way; and in any case, which some file systems do not tell apart. */
function isReserved(path: string): boolean {
  return path.toLowerCase().split(/[/\\]/).some(name => name.endsWith(META_SUFFIX))
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
