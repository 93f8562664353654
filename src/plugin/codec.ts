import type { Roots } from '../inputs/roots'
import type { PrintStream } from '../inputs/tracer'
import { isRecord } from '../util/stable'

/** Something a step did besides returning, in the order in which it happened. */
export type Effect =
  | { type: 'watch', path: string }
  | { type: 'emit', file: Record<string, unknown>, reference: string }
  | { type: 'source', reference: string, source: unknown }
  | { type: 'print', stream: PrintStream, text: string }
  | { type: 'log', level: 'warn' | 'info' | 'debug', log: unknown, position?: unknown }

/** What a step did and returned. */
export interface Outcome {
  result: unknown
  effects: readonly Effect[]
}

/** Thrown when an outcome cannot be stored; the message says why. */
export class Unstorable extends Error {}

/** Stands for a long text or bytes that lie outside the header. */
type PartReference = { $part: number } | { $bytes: number } | { $map: unknown } | { $json: unknown } | { $undefined: true } | { $entries: unknown[] }

interface Header {
  parts: number[]
  outcome: unknown
}

const HEADER_LENGTH_BYTES = 4
/** Shorter texts stay in the header. */
const MIN_PART_LENGTH = 256

/**
 * Outcome → bytes: the length of the header, the header (JSON), then the long texts and buffers one after the other.
 * Roots become placeholders.
 *
 * @throws Unstorable
 */
export function encodeOutcome(outcome: Outcome, roots: Roots): Buffer {
  refuseCycles(outcome.result, [])
  const parts: Buffer[] = []
  const header: Header = { parts: [], outcome: encodeValue(withTextMap(outcome), parts, roots) }
  header.parts = parts.map(part => part.length)
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(HEADER_LENGTH_BYTES)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json, ...parts])
}

/** @throws on bytes that `encodeOutcome` does not write */
export function decodeOutcome(bytes: Buffer, roots: Roots): Outcome {
  const start = HEADER_LENGTH_BYTES + bytes.readUInt32LE(0)
  const header = JSON.parse(bytes.toString('utf8', HEADER_LENGTH_BYTES, start)) as Header
  const offsets = [start]
  for (const length of header.parts)
    offsets.push(offsets.at(-1)! + length)
  const outcome = decodeValue(header.outcome, index => bytes.subarray(offsets[index]!, offsets[index + 1]!), roots)
  const { result, effects = [] } = outcome as Partial<Outcome>
  return { result: withLazyMap(result), effects }
}

/** The map of a result is kept as text, and parsed only when somebody asks for it. */
function withTextMap({ result, effects }: Outcome): Record<string, unknown> {
  const kept = effects.length > 0 ? { effects } : {}
  if (!isRecord(result) || typeof result.map !== 'object' || result.map === null)
    return { ...kept, result }
  const map = JSON.stringify(result.map)
  if (!map.includes('"mappings"') && !map.includes('"sections"'))
    throw new Unstorable('returns a source map of an unknown kind')
  return { ...kept, result: { ...result, map: new MapText(map) } }
}

/** A source map that was an object. */
class MapText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Gives a result its map as the object that it was, once it is wanted. */
function withLazyMap(result: unknown): unknown {
  if (!isRecord(result) || !(result.map instanceof MapText))
    return result
  const { text } = result.map
  return Object.defineProperty(result, 'map', {
    configurable: true,
    enumerable: true,
    get() {
      const map: unknown = JSON.parse(text)
      Object.defineProperty(result, 'map', { value: map, configurable: true, enumerable: true, writable: true })
      return map
    },
  })
}

function refuseCycles(value: unknown, path: readonly unknown[]): void {
  if (!isRecord(value) && !Array.isArray(value))
    return
  if (path.includes(value))
    throw new Unstorable('returns an object that holds itself')
  for (const entry of Object.values(value))
    refuseCycles(entry, [...path, value])
}

function encodeValue(value: unknown, parts: Buffer[], roots: Roots): unknown {
  switch (typeof value) {
    case 'string': return encodeText(value, parts, roots)
    case 'boolean':
    case 'undefined': return value
    case 'number':
      if (Number.isFinite(value))
        return value
      break
    case 'object':
      return value === null ? null : encodeObject(value, parts, roots)
  }
  throw new Unstorable(`returns a ${typeof value} that cannot be stored`)
}

function encodeObject(value: object, parts: Buffer[], roots: Roots): unknown {
  if (value instanceof Uint8Array)
    return { $bytes: parts.push(Buffer.from(value)) - 1 } satisfies PartReference
  if (Array.isArray(value))
    return value.map((entry: unknown) => (entry === undefined ? { $undefined: true } satisfies PartReference : encodeValue(entry, parts, roots)))
  if (value instanceof MapText)
    return { $json: encodeText(value.text, parts, roots) } satisfies PartReference
  if (isSourceMap(value))
    return { $map: encodeValue(JSON.stringify(value), parts, roots) } satisfies PartReference
  if (!isRecord(value))
    throw new Unstorable(`returns an instance of ${(value.constructor as { name?: string } | undefined)?.name || 'a class'}`)
  const entries = Object.entries(value)
  if (entries.some(([key]) => key.startsWith('$') || roots.pack(key) !== key))
    return { $entries: entries.map(entry => entry.map(part => encodeValue(part, parts, roots))) } satisfies PartReference
  return Object.fromEntries(entries.map(([key, entry]) => [key, encodeValue(entry, parts, roots)]))
}

function encodeText(text: string, parts: Buffer[], roots: Roots): unknown {
  const packed = roots.pack(text)
  if (packed === undefined)
    throw new Unstorable('mentions the project folder in a way that cannot be moved')
  if (packed.length < MIN_PART_LENGTH)
    return packed
  const bytes = Buffer.from(packed)
  // Half of a surrogate pair does not survive UTF-8.
  if (bytes.length > packed.length && bytes.toString() !== packed)
    throw new Unstorable('returns text that is not valid Unicode')
  return { $part: parts.push(bytes) - 1 } satisfies PartReference
}

function decodeValue(value: unknown, part: (index: number) => Buffer, roots: Roots): unknown {
  if (typeof value === 'string')
    return roots.unpack(value)
  if (Array.isArray(value))
    return value.map(entry => decodeValue(entry, part, roots))
  if (!isRecord(value))
    return value
  if (typeof value.$part === 'number')
    return roots.unpack(part(value.$part).toString())
  if (typeof value.$bytes === 'number')
    return Buffer.from(part(value.$bytes))
  if ('$undefined' in value)
    return undefined
  if ('$json' in value)
    return new MapText(decodeValue(value.$json, part, roots) as string)
  if (Array.isArray(value.$entries))
    return Object.fromEntries(decodeValue(value.$entries, part, roots) as [string, unknown][])
  if ('$map' in value)
    return new RestoredSourceMap(decodeValue(value.$map, part, roots) as string)
  for (const key of Object.keys(value))
    value[key] = decodeValue(value[key], part, roots)
  return value
}

/** Source maps come as instances of some class with `toString` and `toUrl` (magic-string, Svelte). */
function isSourceMap(value: object): boolean {
  return !isRecord(value) && 'mappings' in value && 'sources' in value && typeof value.mappings === 'string'
}

/** Behaves like the maps of magic-string. */
class RestoredSourceMap {
  constructor(json: string) {
    Object.assign(this, JSON.parse(json))
  }

  toString(): string {
    return JSON.stringify(this)
  }

  toUrl(): string {
    return `data:application/json;charset=utf-8;base64,${Buffer.from(this.toString()).toString('base64')}`
  }
}
