import { hash, randomBytes } from 'node:crypto'
import { readSync } from 'node:fs'
import { join, normalize, relative } from 'node:path'
import { debug, messageOf } from '../util/log'
import { closeDescriptor, descriptorOf } from './descriptors'

/** One immutable blob that holds many records. */
export interface Pack {
  /** Name of the blob in cacache. */
  id: string
  /** SRI digest of the whole blob. */
  integrity: string
  /** Where cacache has put it, relative to the cache folder. */
  file: string
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** Where one record lies in its pack. */
export interface Slot {
  pack: string
  /** Bytes from the start of the pack. */
  offset: number
  /** Bytes. */
  length: number
  /** SRI digest of the record. */
  integrity: string
}

/** A manifest names files; only those in which cacache keeps content are ever opened. */
const CONTENT_RE = /^content-v\d+[/\\]/
/** Random bytes before the first record. */
export const PACK_HEADER_BYTES = 16
/** Before the namespace and the id, in cacache's index. */
export const PACK_KEY_PREFIX = 'unplugin-cache:pack:'

/** The types of cacache do not know its options. */
type RemoveEntry = (dir: string, key: string, options: { removeFully: boolean }) => Promise<unknown>

/** cacache takes longer to load than a warm build needs it for: reading goes without it. */
export async function loadCacache(): Promise<typeof import('cacache')> {
  return (await import('cacache')).default
}

/** Removes a pack by its name in cacache. */
export async function removePack(dir: string, key: string, integrity: string): Promise<void> {
  const { rm } = await loadCacache()
  // Else the index keeps a line about every pack that ever was.
  await (rm.entry as RemoveEntry)(dir, key, { removeFully: true })
  await rm.content(dir, integrity)
}

/** In the notation of Subresource Integrity (https://www.w3.org/TR/SRI/); ssri would double the price of a hit. */
export function integrityOf(bytes: Buffer): string {
  return `sha256-${hash('sha256', bytes, 'base64')}`
}

/**
 * Packs in a cacache folder. Records are read by position, because a record of 10 KB out of a pack costs a tenth
 * of what an entry of its own in cacache would.
 */
export class Packs {
  readonly #dir: string
  readonly #prefix: string
  readonly #paths = new Map<string, string>()

  /** Packs of different namespaces have different names, also when their content is the same. */
  constructor(dir: string, namespace: string) {
    this.#dir = dir
    this.#prefix = `${PACK_KEY_PREFIX}${namespace}:`
  }

  /** Makes the records of these packs readable. */
  know(packs: Iterable<Pack>): void {
    for (const pack of packs) {
      const path = this.#pathOf(pack)
      if (CONTENT_RE.test(relative(this.#dir, path)))
        this.#paths.set(pack.id, path)
    }
  }

  /** The bytes of a record, or `undefined` when they are gone or damaged. */
  read(slot: Slot): Buffer | undefined {
    try {
      const path = this.#paths.get(slot.pack)
      if (path === undefined)
        return undefined
      const bytes = Buffer.allocUnsafe(slot.length)
      if (readSync(descriptorOf(path), bytes, 0, slot.length, slot.offset) !== slot.length)
        return undefined
      return integrityOf(bytes) === slot.integrity ? bytes : undefined
    }
    catch (error) {
      debug.cache('cannot read from pack %s: %s', slot.pack, messageOf(error))
      return undefined
    }
  }

  async write(records: readonly Buffer[]): Promise<Pack> {
    // Two packs with the same records are still two: one may be removed while the other is in use.
    const blob = Buffer.concat([randomBytes(PACK_HEADER_BYTES), ...records])
    const id = integrityOf(blob).replace(/^sha256-/, '').replaceAll('/', '_')
    const { put, get } = await loadCacache()
    const integrity = await put(this.#dir, this.#prefix + id, blob)
    const entry = await get.info(this.#dir, this.#prefix + id)
    // cacache gives no error when the folder vanishes between content and index.
    if (!entry)
      throw new Error('the pack was not written')
    const pack: Pack = { id, integrity: String(integrity), file: relative(this.#dir, entry.path), size: blob.length, createdAt: Date.now() }
    this.know([pack])
    return pack
  }

  async remove(pack: Pack): Promise<void> {
    closeDescriptor(this.#pathOf(pack))
    await removePack(this.#dir, this.#prefix + pack.id, pack.integrity)
  }

  /** Lets go of all files. What is read later is opened again. */
  close(): void {
    for (const path of this.#paths.values())
      closeDescriptor(path)
  }

  #pathOf({ file }: Pack): string {
    return join(this.#dir, normalize(file))
  }
}
