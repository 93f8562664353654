import type { Roots } from '../inputs/roots'
import { isRecord } from '../util/stable'
import { HEADER_LENGTH_BYTES, type Header, MapText, type Outcome, type PartReference } from './outcome'

/** Thrown when an outcome cannot be stored; the message says why. */
export class Unstorable extends Error {}

export interface Encoded {
  bytes: Buffer
  /** True when a root of the project is mentioned, as a placeholder. */
  isLocated: boolean
}

/** Shorter texts stay in the header. */
const MIN_PART_LENGTH = 256

/**
 * Outcome → bytes: the length of the header, the header (JSON), then the long texts and buffers one after the other.
 * Roots become placeholders.
 *
 * @throws Unstorable
 */
export function encodeOutcome(outcome: Outcome, roots: Roots): Encoded {
  const encoder = new Encoder(roots)
  const encoded = encoder.encode(withTextMap(outcome))
  return { bytes: encoder.toBytes(encoded), isLocated: encoder.isLocated }
}

/** The map of a result is kept as text, and parsed only when somebody asks for it. */
function withTextMap({ result: given, effects }: Outcome): Record<string, unknown> {
  const result = plainResult(given)
  const kept = effects.length > 0 ? { effects } : {}
  if (!isRecord(result) || typeof result.map !== 'object' || result.map === null)
    return { ...kept, result }
  const map = JSON.stringify(keepUndefined(result.map))
  if (!map.includes('"mappings"') && !map.includes('"sections"'))
    throw new Unstorable('returns a source map of an unknown kind')
  return { ...kept, result: { ...result, map: new MapText(map) } }
}

/** Some plugins return what a printer or a compiler gave them, an instance of a class. Nobody looks at more of it than these. */
const RESULT_MEMBERS = ['code', 'map', 'ast', 'meta', 'moduleSideEffects', 'syntheticNamedExports', 'attributes', 'moduleType']

function plainResult(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || isRecord(result) || typeof (result as { code?: unknown }).code !== 'string')
    return result
  const entries = RESULT_MEMBERS.map(name => [name, (result as Record<string, unknown>)[name]])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** webpack takes the order of a map's members into its hashes, also of those that hold nothing. */
function keepUndefined(map: object): object {
  return isRecord(map) && Object.values(map).includes(undefined)
    ? Object.fromEntries(Object.entries(map).map(([name, value]) => [name, value === undefined ? { $undefined: true } satisfies PartReference : value]))
    : map
}

/** One outcome on its way to bytes: values become JSON, and what is long is put aside. */
class Encoder {
  isLocated = false
  readonly #roots: Roots
  readonly #parts: (string | Uint8Array)[] = []
  /** The objects that the current value is inside of. */
  readonly #around: unknown[] = []

  constructor(roots: Roots) {
    this.#roots = roots
  }

  encode(value: unknown): unknown {
    switch (typeof value) {
      case 'string': return this.#encodeText(value)
      case 'boolean':
      case 'undefined': return value
      case 'number':
        if (Number.isFinite(value))
          return value
        break
      case 'object':
        return value === null ? null : this.#encodeObject(value)
    }
    throw new Unstorable(`returns a ${typeof value} that cannot be stored`)
  }

  /** Everything in one buffer, written once. */
  toBytes(outcome: unknown): Buffer {
    const lengths = this.#parts.map(part => (typeof part === 'string' ? Buffer.byteLength(part) : part.length))
    const header = JSON.stringify({ parts: lengths, outcome } satisfies Header)
    const headerLength = Buffer.byteLength(header)
    const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, HEADER_LENGTH_BYTES + headerLength))
    let offset = bytes.writeUInt32LE(headerLength)
    offset += bytes.write(header, offset)
    for (const [index, part] of this.#parts.entries()) {
      if (typeof part === 'string')
        bytes.write(part, offset)
      else
        bytes.set(part, offset)
      offset += lengths[index]!
    }
    return bytes
  }

  #encodeObject(value: object): unknown {
    if (value instanceof Uint8Array)
      return { $bytes: this.#parts.push(value) - 1 } satisfies PartReference
    if (value instanceof MapText)
      return { $json: this.#encodeText(value.text) } satisfies PartReference
    if (isSourceMap(value))
      return { $map: this.encode(JSON.stringify(value)) } satisfies PartReference
    if (this.#around.includes(value))
      throw new Unstorable('returns an object that holds itself')
    this.#around.push(value)
    const encoded = Array.isArray(value) ? this.#encodeArray(value) : this.#encodeRecord(value)
    this.#around.pop()
    return encoded
  }

  #encodeArray(list: unknown[]): unknown {
    return list.map(entry => (entry === undefined ? { $undefined: true } satisfies PartReference : this.encode(entry)))
  }

  #encodeRecord(value: object): unknown {
    if (!isRecord(value))
      throw new Unstorable(`returns an instance of ${(value.constructor as { name?: string } | undefined)?.name || 'a class'}`)
    const entries = Object.entries(value)
    if (entries.some(([key]) => key.startsWith('$') || this.#roots.pack(key) !== key))
      return { $entries: entries.map(entry => entry.map(part => this.encode(part))) } satisfies PartReference
    return Object.fromEntries(entries.map(([key, entry]) => [key, this.encode(entry)]))
  }

  #encodeText(text: string): unknown {
    const packed = this.#roots.pack(text)
    if (packed === undefined)
      throw new Unstorable('mentions the project folder in a way that cannot be moved')
    this.isLocated ||= packed !== text
    if (packed.length < MIN_PART_LENGTH)
      return packed
    // Half of a surrogate pair does not survive UTF-8.
    if (!packed.isWellFormed())
      throw new Unstorable('returns text that is not valid Unicode')
    return { $part: this.#parts.push(packed) - 1 } satisfies PartReference
  }
}

/** Source maps come as instances of some class with `toString` and `toUrl` (magic-string, Svelte). */
function isSourceMap(value: object): boolean {
  return !isRecord(value) && 'mappings' in value && 'sources' in value && typeof value.mappings === 'string'
}
