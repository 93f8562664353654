import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { temporaryFor } from '../../store/file'
import { hexDigest } from '../../util/digest'
import { isMissing } from '../../util/errno'
import { touchInterval } from '../disk/retention'
import { Lost } from '../lost'
import { debug, messageOf } from '../../util/log'
import { statIfThere } from '../../util/stat'
import type { CompressionName } from '../values/compression'
import { type Entry, headOf, isBytesKind } from '../values/record'
import { decodeValueFile, encodeValueFile, openValueStream, writeValueStream } from '../values/value-file'
import type { DiskEngineOptions } from './disk'
import { type Engine, type Listed, type Usage, usageOf } from './engine'
import { attempt, withFlight } from './folder'
import { listValues, touchFile, trimValues, valuePaths } from './value-folder'

export interface FileEngineOptions extends DiskEngineOptions {
  compress: CompressionName | undefined
}

/** After so many bytes were written the folder is looked through for what is too much: this share of its limit. */
const TRIM_SHARE = 0.1

/** Large values, each in a file of its own that can also be written and read as a stream. */
export class FileEngine implements Engine {
  readonly name = 'file'
  /** Folder of the values. */
  readonly place: string
  readonly isSync = true
  readonly #options: FileEngineOptions
  /** Bytes since the folder was last looked through. */
  #written = 0
  /** At first it is unknown what is in it. */
  #isTrimmed = false
  /** Files that could not be replaced or removed, by path. */
  readonly #lost = new Lost()
  /** Exact times of last use, by path. */
  readonly #uses = new Map<string, number>()

  constructor(options: FileEngineOptions) {
    this.#options = options
    this.place = join(options.dir, 'values')
  }

  now(): number {
    return Date.now()
  }

  get(key: string): Entry | undefined {
    if (this.#lost.has(this.#pathOf(key)))
      return undefined
    try {
      const { head, body } = decodeValueFile(readFileSync(this.#pathOf(key)))
      this.#touch(key)
      return head.key === key ? this.#options.codec.decode(head, body) : undefined
    }
    catch (error) {
      return this.#missed(key, error)
    }
  }

  set(key: string, entry: Entry): void {
    try {
      const { head, body } = this.#options.codec.encode(key, entry)
      const bytes = encodeValueFile({ ...head, z: this.#options.compress }, body)
      if (bytes.length > this.#options.maxSize)
        return this.#refuse(key)
      this.#write(this.#pathOf(key), bytes)
      this.#trimWhenDue()
    }
    catch (error) {
      this.#options.warn(`${key} is not cached (${messageOf(error)})`, error)
      this.delete(key)
    }
  }

  /** A value piece by piece; its entry has everything but the value. Nothing when there is none that is whole. */
  async getStream(key: string): Promise<{ entry: Entry, open: () => Readable, close: () => Promise<void> } | undefined> {
    if (this.#lost.has(this.#pathOf(key)))
      return undefined
    try {
      const opened = await openValueStream(this.#pathOf(key))
      if (opened?.head.key !== key || !isBytesKind(opened.head.k)) {
        await opened?.close()
        return undefined
      }
      this.#touch(key)
      return { entry: this.#options.codec.decode({ ...opened.head, k: 'Buffer' }, Buffer.alloc(0)), open: opened.stream, close: opened.close }
    }
    catch (error) {
      return this.#missed(key, error)
    }
  }

  /** @throws what the source throws; a disk that cannot be written is a warning */
  async setStream(key: string, entry: Entry, source: AsyncIterable<Uint8Array>): Promise<void> {
    let fault: { error: unknown } | undefined
    const watched = async function* (): AsyncIterable<Uint8Array> {
      try {
        yield* source
      }
      catch (error) {
        fault = { error }
        throw error
      }
    }
    const isWritten = await attempt(this.#options, () => writeValueStream(this.#pathOf(key), { ...headOf(key, entry, 'Buffer'), z: this.#options.compress }, watched())
      .then(() => true, (error: unknown) => {
        if (!fault)
          throw error
      }))
    if (fault)
      throw fault.error
    // The old value is not true any more.
    if (!isWritten)
      return void this.delete(key)
    this.#lost.delete(this.#pathOf(key))
    const size = statIfThere(this.#pathOf(key))?.size ?? 0
    if (size > this.#options.maxSize)
      return this.#refuse(key)
    this.#written += size
    this.#trimWhenDue()
  }

  delete(key: string): boolean {
    const path = this.#pathOf(key)
    if (this.#lost.has(path))
      return false
    try {
      const isThere = statIfThere(path) !== undefined
      if (isThere)
        this.#remove(path)
      return isThere
    }
    catch (error) {
      this.#options.warn(`${key} cannot be deleted (${messageOf(error)})`, error)
      return this.#lost.has(path)
    }
  }

  /** At once, so that nothing goes that is set later. */
  async clear(): Promise<void> {
    this.#lost.addAll()
    await attempt(this.#options, () => this.#removeLost())
  }

  list(): Listed[] {
    return listValues(this.place, this.#options.warn).filter(({ key }) => !this.#lost.has(this.#pathOf(key)))
  }

  usage(): Usage {
    return usageOf(this.list(), this.#options.maxSize)
  }

  /** Files are there as soon as they are set. What is too old or too much goes now. */
  async flush(): Promise<void> {
    if (!this.#isTrimmed)
      this.#trim()
    this.#trimWhenDue()
    if (!this.#lost.isEmpty)
      await attempt(this.#options, () => this.#removeLost())
  }

  close(): Promise<void> {
    return this.flush()
  }

  exclusively<T>(key: string, waitMs: number, body: () => Promise<T>): Promise<T> {
    return withFlight(this.#options, { key, waitMs }, body)
  }

  #pathOf(key: string): string {
    const name = hexDigest(key)
    return join(this.place, name.slice(0, 2), `${name}.bin`)
  }

  /** Temporary file, then rename, as everywhere; at once, because the value may be too large to keep a copy of it. */
  #write(path: string, bytes: Buffer): void {
    const temporary = temporaryFor(path)
    try {
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(temporary, bytes)
      renameSync(temporary, path)
      this.#lost.delete(path)
      this.#written += bytes.length
    }
    catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  /** Lost first: when it cannot be removed, nobody gets it here all the same. */
  #remove(path: string): void {
    this.#lost.add(path)
    rmSync(path, { force: true })
    this.#lost.delete(path)
  }

  /** Leaves the folders: others may be about to write there. */
  #removeLost(): void {
    for (const path of this.#lost.narrow(valuePaths(this.place, this.#options.warn)))
      this.#remove(path)
  }

  /** What was there before is not true any more. */
  #refuse(key: string): void {
    this.delete(key)
    this.#options.warn(`the value of ${key} is larger than the option maxSize and is not cached`)
  }

  #trimWhenDue(): void {
    if (this.#written >= this.#options.maxSize * TRIM_SHARE)
      this.#trim()
  }

  #trim(): void {
    this.#written = 0
    this.#isTrimmed = true
    try {
      trimValues(this.place, { ...this.#options, uses: this.#uses }, Date.now())
      this.#uses.clear()
    }
    catch (error) {
      this.#options.warn(`${this.place} cannot be trimmed (${messageOf(error)})`, error)
    }
  }

  #touch(key: string): void {
    const path = this.#pathOf(key)
    const stat = statIfThere(path)
    const now = Date.now()
    this.#uses.set(path, now)
    if (stat && now - stat.mtimeMs > touchInterval(this.#options.keepUnused))
      touchFile(path, now)
  }

  #missed(key: string, error: unknown): undefined {
    if (!isMissing(error))
      debug.cache('cannot read %s: %s', key, messageOf(error))
  }
}
