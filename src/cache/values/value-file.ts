import { createHash, hash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, Transform, pipeline } from 'node:stream'
import { pipeline as finished } from 'node:stream/promises'
import { temporaryFor } from '../../store/file'
import { isMissing } from '../../util/errno'
import { compressionNamed } from './compression'
import { type RecordHead, encodeHead, splitRecord } from './record'

/** At the end of a file: SHA-256 of all before. It is last, because whoever streams knows it last. */
const TRAILER_BYTES = 32
const CHUNK_BYTES = 64 * 1024

/** The bytes of a file with one value. */
export function encodeValueFile(head: RecordHead, body: Buffer): Buffer {
  const compressed = head.z === undefined ? body : compressionNamed(head.z)!.compress(body)
  const content = Buffer.concat([encodeHead(head), compressed])
  return Buffer.concat([content, sha256(content)])
}

/** @throws on damage, and when this Node cannot decompress it */
export function decodeValueFile(bytes: Buffer): { head: RecordHead, body: Buffer } {
  const content = bytes.subarray(0, -TRAILER_BYTES)
  if (bytes.length < TRAILER_BYTES || !sha256(content).equals(bytes.subarray(-TRAILER_BYTES)))
    throw new Error('it is damaged')
  const { head, body } = splitRecord(content)
  return { head, body: head.z === undefined ? body : required(head.z).decompress(body) }
}

/** Writes a value piece by piece; nobody sees the file before it is whole. @throws what the source and the disk throw */
export async function writeValueStream(path: string, head: RecordHead, source: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = temporaryFor(path)
  const start = encodeHead(head)
  const digest = createHash('sha256').update(start)
  const hashing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, (digest.update(chunk), chunk)),
    flush: done => done(null, digest.digest()),
  })
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.write(start)
      const compress = head.z === undefined ? [] : [required(head.z).createCompress()]
      await finished([Readable.from(source), ...compress, hashing, file.createWriteStream()])
    }
    finally {
      await file.close()
    }
    await rename(temporary, path)
  }
  catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * Opens a value for reading piece by piece. The file is read twice, first to see that it is whole: nothing that is
 * wrong is ever given out.
 *
 * @throws on damage; gives nothing when there is no such file
 */
export async function openValueStream(path: string): Promise<{ head: RecordHead, stream: () => Readable, close: () => Promise<void> } | undefined> {
  const file = await openIfThere(path)
  if (!file)
    return undefined
  try {
    const end = (await file.stat()).size - TRAILER_BYTES
    await verify(file, end)
    const { head, start } = await readHead(file)
    const decompress = head.z === undefined ? undefined : required(head.z).createDecompress()
    const stream = (): Readable => {
      const raw = start < end ? file.createReadStream({ start, end: end - 1 }) : Readable.from([]).once('close', () => void file.close())
      // Also closes the file when nobody reads to the end; whoever reads is told of an error.
      return decompress ? pipeline(raw, decompress, () => {}) : raw
    }
    return { head, stream, close: () => file.close() }
  }
  catch (error) {
    await file.close()
    throw error
  }
}


async function readHead(file: FileHandle): Promise<{ head: RecordHead, start: number }> {
  const length = await readExactly(file, 0, 4)
  const start = 4 + length.readUInt32LE()
  if (start > (await file.stat()).size)
    throw new Error('it is damaged')
  return { head: splitRecord(Buffer.concat([length, await readExactly(file, 4, start - 4)])).head, start }
}

async function verify(file: FileHandle, end: number): Promise<void> {
  if (end < 0)
    throw new Error('it is cut off')
  const digest = createHash('sha256')
  for (let at = 0; at < end; at += CHUNK_BYTES)
    digest.update(await readExactly(file, at, Math.min(CHUNK_BYTES, end - at)))
  if (!digest.digest().equals(await readExactly(file, end, TRAILER_BYTES)))
    throw new Error('it is damaged')
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length)
    throw new Error('it is cut off')
  return buffer
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  }
  catch (error) {
    if (isMissing(error))
      return undefined
    throw error
  }
}

function required(name: string): NonNullable<ReturnType<typeof compressionNamed>> {
  const compression = compressionNamed(name)
  if (!compression)
    throw new Error(`this version of Node has no ${name}`)
  return compression
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer')
}
