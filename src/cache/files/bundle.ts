import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { extract, pack } from 'tar-stream'
import { messageOf } from '../../util/log'
import { CacheKeyError, CacheOptionError, FileReadError, FileVersionError } from '../errors'
import { loadFile, saveFile } from './plain'

/** In the archive, beside the files: the version, and their checksums as `sha256sum` writes them. */
const VERSION_NAME = '.version'
const CHECKSUMS_NAME = '.sha256sums'

export interface BundleOptions {
  /** An older bundle is refused. @default any version is good */
  versionAtLeast?: number
}

/**
 * Writes several named buffers into one tar archive, with a checksum for each.
 *
 * @param version of the program or format that writes it
 * @throws FileWriteError, CacheKeyError for a name that the archive needs itself or cannot hold, CacheOptionError for a version that is no number
 */
export async function saveBundle(path: string, version: number, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await saveFile(path, await encodeBundle(version, files))
}

/** The files of a bundle by name. @throws FileMissingError, FileReadError when it is damaged, FileVersionError */
export async function loadBundle(path: string, { versionAtLeast = -Infinity }: BundleOptions = {}): Promise<Record<string, Buffer>> {
  return decodeBundle(path, await loadFile(path), versionAtLeast)
}

export async function encodeBundle(version: number, files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  if (!Number.isFinite(version))
    throw new CacheOptionError('version', version, `unplugin-cache: the version of a bundle is ${String(version)}, it must be a number.`)
  const entries = Object.entries(files)
  for (const [name] of entries) {
    if (name === '' || name === VERSION_NAME || name === CHECKSUMS_NAME)
      throw new CacheKeyError(name, `unplugin-cache: a file of a bundle cannot be called "${name}".`)
    // Names in a tar archive are UTF-8 and end at the first NUL: these could not be loaded again.
    if (name.includes('\0') || !name.isWellFormed())
      throw new CacheKeyError(name, `unplugin-cache: a file of a bundle cannot be called ${JSON.stringify(name)}. Leave out NUL characters and halves of surrogate pairs.`)
  }
  const archive = pack()
  const all: [string, Uint8Array][] = [[VERSION_NAME, Buffer.from(String(version))], ...entries]
  archive.entry({ name: CHECKSUMS_NAME }, checksumsOf(all))
  for (const [name, data] of all)
    archive.entry({ name }, Buffer.from(data))
  archive.finalize()
  return buffer(archive)
}

export async function decodeBundle(path: string, bytes: Buffer, versionAtLeast: number): Promise<Record<string, Buffer>> {
  const entries = await untar(path, bytes)
  const checksums = entries.get(CHECKSUMS_NAME)?.toString()
  entries.delete(CHECKSUMS_NAME)
  if (checksums === undefined || !entries.has(VERSION_NAME))
    throw new FileReadError(path, 'it is not a bundle')
  if (checksumsOf(entries) !== checksums)
    throw new FileReadError(path, 'a checksum is wrong')
  const version = Number(entries.get(VERSION_NAME)!.toString())
  entries.delete(VERSION_NAME)
  // Not `<`: that is false as well for a version that is no number.
  if (!(version >= versionAtLeast))
    throw new FileVersionError(path, version, versionAtLeast)
  return Object.fromEntries(entries)
}

async function untar(path: string, bytes: Buffer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>()
  try {
    for await (const entry of Readable.from([bytes]).pipe(extract()))
      entries.set(entry.header.name, await buffer(entry))
  }
  catch (error) {
    throw new FileReadError(path, messageOf(error), error)
  }
  return entries
}

function checksumsOf(files: Iterable<[string, Uint8Array]>): string {
  return Array.from(files, ([name, data]) => `${createHash('sha256').update(data).digest('hex')}  ${JSON.stringify(name)}\n`).join('')
}
