import type { Roots } from '../inputs/roots'
import { isRecord } from '../util/stable'
import { HEADER_LENGTH_BYTES, type Header, MapText, type Outcome } from './outcome'

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

/** Gives a result its map as the object that it was, once it is wanted. */
function withLazyMap(result: unknown): unknown {
  if (!isRecord(result) || !(result.map instanceof MapText))
    return result
  const { text } = result.map
  return Object.defineProperty(result, 'map', {
    configurable: true,
    enumerable: true,
    get() {
      const map = JSON.parse(text) as Record<string, unknown>
      for (const name of Object.keys(map))
        map[name] = isRecord(map[name]) && '$undefined' in map[name] ? undefined : map[name]
      Object.defineProperty(result, 'map', { value: map, configurable: true, enumerable: true, writable: true })
      return map
    },
  })
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
