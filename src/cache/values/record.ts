import { isRecord } from '../../util/stable'
import { hasOwnMembers, isBytes } from '../keys/built-in'
import type { InputState } from '../keys/inputs'
import { type Serializer, defaultSerializer } from './codec'

/** A value with all that decides whether it may be used. */
export interface Entry {
  value: unknown
  version: string
  /** Milliseconds, by the clock of the engine. */
  createdAt: number
  /** Milliseconds, by the clock of the engine. */
  expiresAt?: number | undefined
  /** Digest of the params that it was computed with. */
  params?: string | undefined
  inputs?: readonly InputState[] | undefined
  /** It came out of a promise, so a wrapped function gives a promise for it. */
  isAsync?: boolean | undefined
  /** Only its version decides, neither time nor files. Not written anywhere. */
  isPlain?: boolean
  /** The same, and its version is the one that plain keys have in this epoch of the session; else 0. Not written anywhere. */
  epoch?: number
}

/** First in a record, as JSON. `v`: version, `c`: created, `x`: expires, `p`: params, `f`: inputs, `a`: async, `k`: kind, `z`: compression. */
export interface RecordHead {
  key: string
  v: string
  c: number
  x?: number | undefined
  p?: string | undefined
  f?: readonly InputState[] | undefined
  a?: boolean | undefined
  k: string
  z?: string | undefined
}

const TYPED_ARRAYS = {
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
}
type TypedArrayName = keyof typeof TYPED_ARRAYS

/** Length of the head, little endian, then the head, then the value. */
const LENGTH_BYTES = 4

const CUSTOM = 'custom'

/** Writes and reads entries as bytes, with strings and binary data as they are and all else by a serializer. */
export class RecordCodec {
  readonly #serializer: Serializer
  /** Data of another serializer is not touched. */
  readonly #kind: string

  constructor(serializer: Serializer | undefined) {
    this.#serializer = serializer ?? defaultSerializer
    this.#kind = serializer ? CUSTOM : 'json'
  }

  /** @throws what the serializer throws, for values that it does not know */
  encode(key: string, entry: Entry): { head: RecordHead, body: Buffer } {
    const { kind, body } = this.#encodeValue(entry.value)
    return { head: headOf(key, entry, kind), body }
  }

  /** @throws on anything that `encode` does not write */
  decode(head: RecordHead, body: Buffer): Entry {
    return {
      value: this.#decodeValue(head.k, body),
      version: head.v,
      createdAt: head.c,
      expiresAt: head.x,
      params: head.p,
      inputs: head.f,
      isAsync: head.a,
    }
  }

  #encodeValue(value: unknown): { kind: string, body: Buffer } {
    // A serializer of the user sees everything: it may encrypt.
    if (this.#kind === CUSTOM)
      return { kind: CUSTOM, body: Buffer.from(this.#serializer.serialize(value) as string) }
    if (typeof value === 'string') {
      const body = Buffer.from(value)
      // Half a surrogate pair, which UTF-8 cannot hold, would come back as this character.
      if (!body.includes('\uFFFD'))
        return { kind: 'text', body }
    }
    if (ArrayBuffer.isView(value) && isBytes(value) && !hasOwnMembers(value)) {
      const { name } = value.constructor
      if (isBytesKind(name))
        return { kind: name, body: Buffer.from(Buffer.from(value.buffer, value.byteOffset, value.byteLength)) }
    }
    return { kind: this.#kind, body: Buffer.from(this.#serializer.serialize(value) as string) }
  }

  #decodeValue(kind: string, body: Buffer): unknown {
    if (kind === 'text')
      return body.toString()
    if (kind === this.#kind)
      return this.#serializer.deserialize(body)
    const bytes = Buffer.from(body)
    if (kind === 'Buffer')
      return bytes
    if (!Object.hasOwn(TYPED_ARRAYS, kind))
      throw new Error(`it holds a value of the unknown kind ${kind}`)
    // A copy of its own, because the elements of most kinds have to lie at certain addresses.
    const { buffer, byteOffset, byteLength } = body
    return new TYPED_ARRAYS[kind as TypedArrayName](buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
  }
}

/** True for values that are kept as the bytes that they are. */
export function isBytesKind(kind: string): boolean {
  return kind === 'Buffer' || Object.hasOwn(TYPED_ARRAYS, kind)
}

export function joinRecord({ head, body }: { head: RecordHead, body: Buffer }): Buffer {
  return Buffer.concat([encodeHead(head), body])
}

/** @throws when there is no head */
export function splitRecord(record: Buffer): { head: RecordHead, body: Buffer } {
  const end = LENGTH_BYTES + record.readUInt32LE(0)
  const head = JSON.parse(record.toString('utf8', LENGTH_BYTES, end)) as unknown
  if (!isRecord(head) || typeof head.key !== 'string' || typeof head.v !== 'string' || typeof head.c !== 'number' || typeof head.k !== 'string')
    throw new Error('it does not start with the head of a record')
  return { head: head as unknown as RecordHead, body: record.subarray(end) }
}

export function encodeHead(head: RecordHead): Buffer {
  const text = JSON.stringify(head)
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + Buffer.byteLength(text))
  bytes.writeUInt32LE(bytes.length - LENGTH_BYTES, 0)
  bytes.write(text, LENGTH_BYTES)
  return bytes
}

export function headOf(key: string, entry: Entry, kind: string): RecordHead {
  return {
    key,
    v: entry.version,
    c: entry.createdAt,
    x: entry.expiresAt,
    p: entry.params,
    f: entry.inputs,
    a: entry.isAsync,
    k: kind,
  }
}
