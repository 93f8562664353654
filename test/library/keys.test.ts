import { describe, expect, it } from 'vitest'
import { CacheKeyError, cacheKey, keyText } from '../../src/library'
import { openLibrary } from '../support/library'
import { readTree } from '../support/tree'

class Point {
  constructor(public x: number, public y: number) {}
}
class Vector {
  constructor(public x: number, public y: number) {}
  length(): number { return Math.hypot(this.x, this.y) }
}
class Secret {
  readonly #value: number
  constructor(value: number) { this.#value = value }
  get value(): number { return this.#value }
}
class User {
  readonly #id: number
  constructor(id: number) { this.#id = id }
  [cacheKey](): unknown { return this.#id }
}

const sparse = [, 2] // eslint-disable-line no-sparse-arrays -- a hole
class Tagged extends Map<string, number> {
  constructor(readonly tag: string) { super([['a', 1]]) }
}
const cycle: unknown[] = []
cycle.push(cycle)

/** All different from one another. */
const DIFFERENT: unknown[] = [
  undefined, null, 0, -0, Number.NaN, Infinity, -Infinity, 1, '1', 1n, true, false, 'true', '', 'n1', 'u', [], {}, [undefined], [null], sparse, [undefined, 2],
  { a: undefined }, { a: null }, { a: 1 }, { a: '1' }, { a: 1, b: 2 }, { 'a=n1,1:b': 2 }, ['a', 'b'], ['a,s1:b'], [['a'], 'b'], [['a', 'b']],
  new Map(), new Map([['a', 1]]), new Map([['a', '1']]), new Map([[1, 'a']]), new Set(), new Set(['a', 1]), new Set(['a', '1']), new Set([['a', 1]]),
  new Date(0), new Date(1), new Date(Number.NaN), /a/, /a/g, new URL('https://a.b/c'), 'https://a.b/c',
  Buffer.from('a'), new Uint8Array([97]), new Int8Array([97]), new Uint8Array([97]).buffer, new Float64Array([0]), new Float64Array([-0]),
  new Error('a'), new Error('b'), new TypeError('a'), new Error('a', { cause: 1 }), Object.assign(new Error('a'), { code: 1 }),
  new Point(1, 2), new Point(2, 1), new Vector(1, 2), { x: 1, y: 2 }, new User(1), new User(2), cycle, [[]], [[cycle]], Object(1), Object('1'), Object.assign([1], { tag: 'x' }), [1], Object.assign(new Map([['a', 1]]), { tag: 'x' }),
  new DataView(new ArrayBuffer(1)), /a/.exec('a'), /a/.exec('ba'),
]

describe('keys from arguments', () => {
  it('E10 tells apart what differs', () => {
    const texts = DIFFERENT.map(value => keyText(value))
    for (const [index, text] of texts.entries())
      expect(texts.indexOf(text), `${index}: ${text}`).toBe(index)
  })

  it('E10 is the same for what is equal, whatever the order of properties', () => {
    for (const value of DIFFERENT.filter(value => !(value instanceof User)))
      expect(keyText(value)).toBe(keyText(value))
    expect(keyText({ a: 1, b: { c: 2, d: 3 } })).toBe(keyText({ b: { d: 3, c: 2 }, a: 1 }))
    expect(keyText(Object.assign(Object.create(null) as object, { a: 1 }))).toBe(keyText({ a: 1 }))
    expect(keyText(new User(7))).toBe(keyText(new User(7)))
  })

  it.each([
    ['a function', [1, { options: { onDone: () => 1 } }], 'args[1].options.onDone'],
    ['a symbol', [[Symbol('x')]], 'args[0][0]'],
    ['a promise', [Promise.resolve(1)], 'args[0]'],
    ['a weak map', [new Map([['a', new WeakMap()]])], 'args[0] entry 0'],
    ['a class that extends Map', [new Tagged('x')], 'args[0]'],
    ['private members', [{ deep: new Secret(1) }], 'args[0].deep'],
    ['members named by symbols', [{ [Symbol('s')]: 1 }], 'args[0]'],
  ])('E10 names the place of %s, which cannot be keyed', (_what, args, path) => {
    const { cache } = openLibrary()
    const wrapped = cache.wrap((...all: unknown[]) => all.length)
    expect(() => wrapped(...args)).toThrow(CacheKeyError)
    expect(() => wrapped(...args)).toThrow(`${path} `)
    expect(() => wrapped(...args)).toThrow('keyOf')
  })

  it('E10 lets keyOf say what counts', () => {
    const { cache } = openLibrary()
    let calls = 0
    const wrapped = cache.wrap((_callback: () => void, id: number) => [++calls, id], { keyOf: (_callback, id) => id })
    expect([wrapped(() => {}, 1), wrapped(() => {}, 1), wrapped(() => {}, 2)]).toEqual([[1, 1], [1, 1], [2, 2]])
  })

  it('E10 uses a serializer of the user for values', async () => {
    const serializer = { serialize: (value: unknown) => `${(value as Point).x} ${(value as Point).y}`, deserialize: (bytes: Buffer) => new Point(...bytes.toString().split(' ').map(Number) as [number, number]) }
    const { cache, dir } = openLibrary({ serializer })
    cache.set('./point', new Point(1, 2))
    expect(cache.get('./point')).toStrictEqual(new Point(1, 2))
    await cache.close()
    expect(openLibrary({ dir }).cache.get('./point')).toBeUndefined()
    expect(openLibrary({ dir, serializer }).cache.get('./point')).toStrictEqual(new Point(1, 2))
  })

  it('E10 keeps argument values out of keys and files in secure mode', async () => {
    for (const [secure, isSeen] of [[true, false], [false, true]] as const) {
      const { cache, dir } = openLibrary({ secure })
      const login = cache.wrap((password: string) => password.length, { key: './login' })
      expect([login('hunter2'), login('hunter2')]).toEqual([7, 7])
      cache.set('./other', 1, { params: { token: 'hunter2' } })
      expect(login.keyFor('hunter2').includes('hunter2')).toBe(isSeen)
      await cache.close()
      expect(readTree(dir).includes('hunter2')).toBe(isSeen)
    }
  })
})
