import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { defaultSerializer } from '../../src/cache/values/codec'
import { CacheStateError, exportsOf } from '../../src/library'
import { openLibrary, reopen } from '../support/library'
import { temporaryDir } from '../support/temp'

const again = (value: unknown): unknown => defaultSerializer.deserialize(Buffer.from(defaultSerializer.serialize(value)))

describe('the default serializer', () => {
  it('E2 keeps the errors of an AggregateError', () => {
    const back = again(new AggregateError([new TypeError('one'), 'two'], 'both', { cause: 3 })) as AggregateError
    expect(back).toBeInstanceOf(AggregateError)
    expect([back.message, back.cause, back.errors]).toEqual(['both', 3, [new TypeError('one'), 'two']])
    expect(back.errors[0]).toBeInstanceOf(TypeError)
  })

  it.each([
    new (class Bag extends Map<number, number> {})([[1, 2]]),
    new (class Day extends Date {})(0),
    new (class Bytes extends Uint8Array {})(3),
    new (class List extends Array {})(),
  ])('E2 refuses an instance of a class that extends one that it knows', (value) => {
    const { cache, warnings } = openLibrary({ engine: 'disk' })
    cache.set('./a', value)
    cache.set('./b', { deep: [value] })
    expect([cache.has('./a'), cache.has('./b')]).toEqual([false, false])
    expect(warnings[0]!.message).toContain('./a')
  })

  it('E2 takes those of the classes themselves', () => {
    const value = [new Map([[1, new Set([2])]]), new Date(0), new Uint8Array(3), Buffer.from('a'), new BigInt64Array(1), /a/g, new URL('https://a.example'), new ArrayBuffer(2)]
    expect(again(value)).toStrictEqual(value)
  })

  it.each<[what: string, value: unknown]>([
    ['members of an array', /a/.exec('xa')],
    ['a hidden member of an array', Object.defineProperty([1], 'x', { value: 1 })],
    ['members of a map', Object.assign(new Map(), { x: 1 })],
    ['members of a date', Object.assign(new Date(0), { x: 1 })],
    ['members of a typed array', Object.assign(new Uint8Array(1), { x: 1 })],
    ['members of a buffer', Object.assign(Buffer.alloc(1000), { x: 1 })],
    ['members of a boxed text', Object.assign(Object('a') as object, { x: 1 })],
    ['hidden members', Object.defineProperty({ a: 1 }, 'x', { value: 1 })],
    ['hidden members of an error', Object.defineProperty(new Error('a'), 'x', { value: 1 })],
    ['the class of an error', new (class HttpError extends Error {})('a')],
    ['the place of a regular expression', Object.assign(/a/g, { lastIndex: 1 })],
  ])('E2 refuses what would come back without %s', (_what, value) => {
    const { cache, warnings } = openLibrary({ engine: 'disk' })
    cache.set('./a', value)
    cache.set('./b', { deep: [value] })
    expect([cache.has('./a'), cache.has('./b'), warnings.length]).toEqual([false, false, 2])
  })
})

describe('functions and classes', () => {
  it('A3 are values by the names under which modules export them', async () => {
    const dir = temporaryDir({ 'tools.mjs': 'export const add = (a, b) => a + b; export default class Tool {}' })
    const codec = await exportsOf(['./tools.mjs'], pathToFileURL(join(dir, 'index.mjs')).href)
    const { add, default: Tool } = await import(join(dir, 'tools.mjs')) as { add: () => number, default: object }
    const opened = openLibrary({ serializer: codec.serializer })
    opened.cache.set('./add', add)
    opened.cache.set('./all', new Map<unknown, unknown>([['tools', [add, Tool]], ['when', new Date(0)]]))
    opened.cache.set('./other', () => 1)
    expect(opened.warnings).toHaveLength(1)
    const { cache } = await reopen(opened, { serializer: codec.serializer })
    expect(cache.get('./add')).toBe(add)
    expect(cache.get('./all')).toEqual(new Map<unknown, unknown>([['tools', [add, Tool]], ['when', new Date(0)]]))
    expect(cache.has('./other')).toBe(false)
    expect(() => openLibrary({ serializer: codec as never })).toThrow('its member serializer')
  })
})

describe('streams', () => {
  it('E3 do not pass a serializer by', async () => {
    const serializer = { serialize: (value: unknown) => JSON.stringify(value), deserialize: (bytes: Buffer) => JSON.parse(String(bytes)) as unknown }
    const { cache } = openLibrary({ engine: 'file', serializer })
    await expect(cache.setStream('./a', Readable.from([Buffer.from('secret')]))).rejects.toThrow(CacheStateError)
    cache.set('./a', 'text')
    await expect(cache.getStream('./a')).rejects.toThrow('another cache without the option serializer')
    expect(cache.get('./a')).toBe('text')
  })

  it('E3 are only of bytes', async () => {
    const { cache } = openLibrary({ engine: 'file' })
    for (const value of [{ x: 1 }, 'text', 5]) {
      cache.set('./a', value)
      expect(await cache.getStream('./a')).toBeUndefined()
      expect(cache.get('./a')).toEqual(value)
    }
    cache.set('./a', new Uint16Array([1]))
    expect(await buffer((await cache.getStream('./a'))!)).toEqual(Buffer.from([1, 0]))
  })
})
