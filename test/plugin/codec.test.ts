import { describe, expect, it } from 'vitest'
import { Roots } from '../../src/inputs/roots'
import { decodeOutcome } from '../../src/plugin/decode'
import { Unstorable, encodeOutcome } from '../../src/plugin/encode'
import type { Effect, Outcome } from '../../src/plugin/outcome'

const HERE = new Roots('/home/user/code/project')
const THERE = new Roots('/srv/builds/4711/checkout')
const LONG = 'long text ✓ '.repeat(100)
const LONE = '\ud83d'

function carried(outcome: Outcome, to = HERE): Outcome {
  return decodeOutcome(encodeOutcome(outcome, HERE).bytes, to)
}

function resultOf(result: unknown, to = HERE): unknown {
  return carried({ result, effects: [] }, to).result
}

describe('an outcome', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['false', false],
    ['text', 'export default 1'],
    ['empty text', ''],
    ['long text', LONG],
    ['code alone', { code: 'a' }],
    ['code without a map', { code: 'a', map: null }],
    ['code with the text of a map', { code: LONG, map: '{"version":3,"mappings":""}' }],
    ['flags', { code: 'a', moduleSideEffects: 'no-treeshake', syntheticNamedExports: true, moduleType: 'js' }],
    ['numbers', { meta: { numbers: [0, -1.5, 1e300] } }],
    ['nested meta', { code: 'a', meta: { vite: { lang: 'ts', list: [{ deep: [null, true, LONG] }] } } }],
    ['an object without prototype', { meta: Object.assign(Object.create(null), { a: 1 }) as object }],
    ['names that look special', { meta: JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 1, "toString": 2 }') as object }],
    ['unicode', `\u0000 \u2028 é 漢字 😀 ${LONG}😀`],
    ['half of a pair in a short text', `x${LONE}y`],
  ])('comes back as it was: %s', (_what, result) => {
    expect(resultOf(result)).toEqual(result)
  })

  it('comes back with a member that is not the prototype, but called so', () => {
    const odd = resultOf({ meta: JSON.parse('{ "__proto__": { "a": 1 } }') as object }) as { meta: object }
    expect(Object.keys(odd.meta)).toEqual(['__proto__'])
  })

  it('comes back with nothing where there was nothing in a list', () => {
    expect(resultOf({ meta: [1, undefined, null] })).toEqual({ meta: [1, undefined, null] })
  })

  it('comes back with bytes as bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    const { source, empty, view } = resultOf({ source: bytes, empty: new Uint8Array(), view: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) }) as Record<string, Uint8Array>
    expect([source, empty, view].map(part => [...part!])).toEqual([[...bytes], [], [2, 3]])
  })

  it('comes back with effects in their order', () => {
    const effects: Effect[] = [
      { type: 'watch', path: '/home/user/code/project/a' },
      { type: 'emit', file: { type: 'asset', name: 'a.png', source: Buffer.from([0, 255]) }, reference: 'ref' },
      { type: 'source', reference: 'ref', source: LONG },
      { type: 'print', stream: 'stderr', text: 'careful' },
      { type: 'log', level: 'warn', log: { message: 'odd', loc: { line: 1, column: 2 } }, position: 5 },
    ]
    expect(carried({ result: 'a', effects })).toEqual({ result: 'a', effects })
  })

  it('names the project of the checkout that it comes to', () => {
    const outcome: Outcome = { result: { code: 'import "/home/user/code/project/a"', meta: { long: `${LONG}/home/user/code/project/a` } }, effects: [{ type: 'watch', path: '/home/user/code/project/a' }] }
    expect(carried(outcome, THERE)).toEqual(JSON.parse(JSON.stringify(outcome).replaceAll('/home/user/code/project', '/srv/builds/4711/checkout')))
  })

  it('names it also in the keys of objects', () => {
    const result = { meta: { modules: { '/home/user/code/project/a.ts': 1 } } }
    expect(resultOf(result, THERE)).toEqual({ meta: { modules: { '/srv/builds/4711/checkout/a.ts': 1 } } })
  })
})

describe('a source map in an outcome', () => {
  const map = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA', sourcesContent: [LONG] }

  it('comes back as the object that it was', () => {
    expect((resultOf({ code: 'a', map }) as { map: object }).map).toEqual(map)
    expect((resultOf({ code: 'a', map: { mappings: '' } }) as { map: object }).map).toEqual({ mappings: '' })
    expect((resultOf({ code: 'a', map: { version: 3, sections: [] } }) as { map: object }).map).toEqual({ version: 3, sections: [] })
  })

  it('comes back with its methods where a plugin may call them', () => {
    class SourceMap {
      version = 3
      sources = ['a.ts']
      mappings = 'AAAA'

      toString(): string {
        return JSON.stringify(this)
      }
    }
    const { meta: { inner } } = resultOf({ code: 'a', meta: { inner: new SourceMap() } }) as { meta: { inner: { mappings: string, toString: () => string, toUrl: () => string } } }
    expect(inner.mappings).toBe('AAAA')
    expect(JSON.parse(inner.toString())).toEqual({ version: 3, sources: ['a.ts'], mappings: 'AAAA' })
    expect(inner.toUrl()).toBe(`data:application/json;charset=utf-8;base64,${Buffer.from(inner.toString()).toString('base64')}`)
  })

  it('is not kept when it is of an unknown kind', () => {
    expect(() => resultOf({ code: 'a', map: { version: 4 } })).toThrow(new Unstorable('returns a source map of an unknown kind'))
  })
})

describe('an outcome that cannot be stored', () => {
  class Odd {}
  const circle: Record<string, unknown> = {}
  circle.self = circle

  it.each<[unknown, string]>([
    [() => {}, 'returns a function that cannot be stored'],
    [Symbol('x'), 'returns a symbol that cannot be stored'],
    [1n, 'returns a bigint that cannot be stored'],
    [Number.NaN, 'returns a number that cannot be stored'],
    [Infinity, 'returns a number that cannot be stored'],
    [new Odd(), 'returns an instance of Odd'],
    [new Map(), 'returns an instance of Map'],
    [new Date(), 'returns an instance of Date'],
    [/x/, 'returns an instance of RegExp'],
    [new Error('x'), 'returns an instance of Error'],
    [new Uint16Array(2), 'returns an instance of Uint16Array'],
    ['/home/user/code/project-two', 'mentions the project folder in a way that cannot be moved'],
    ['a \u0001 b', 'mentions the project folder in a way that cannot be moved'],
    [`${LONG}${LONE}`, 'returns text that is not valid Unicode'],
  ])('says why: %s', (value, reason) => {
    expect(() => resultOf({ meta: { value } })).toThrow(new Unstorable(reason))
    expect(() => carried({ result: null, effects: [{ type: 'emit', file: { source: value }, reference: 'r' }] })).toThrow(new Unstorable(reason))
  })

  it('says why: an object that holds itself', () => {
    expect(() => resultOf({ meta: { circle } })).toThrow(Unstorable)
  })

  it('says why: an object of a class without a name', () => {
    expect(() => resultOf({ meta: Object.create(Object.create(Object.create(null) as object) as object) as object })).toThrow(Unstorable)
  })
})

describe('bytes that are no outcome', () => {
  it('throw and are not taken for one', () => {
    const { bytes } = encodeOutcome({ result: { code: LONG }, effects: [] }, HERE)
    for (const wrong of [Buffer.alloc(0), Buffer.from('garbage'), bytes.subarray(0, 20), Buffer.concat([Buffer.from([255, 255, 255, 255]), bytes])])
      expect(() => decodeOutcome(wrong, HERE)).toThrow()
  })
})
