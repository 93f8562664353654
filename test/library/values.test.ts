import { describe, expect, it } from 'vitest'
import { defaultSerializer } from '../../src/cache/values/codec'
import { openLibrary } from '../support/library'

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
})
