import { describe, expect, it } from 'vitest'
import { CacheKeyError, keyText, memoryCache } from '../../src/library'

const hidden = <T extends object>(target: T, value: unknown, name: PropertyKey = 'x'): T => Object.defineProperty(target, name, { value })
const url = (text: string): URL => new URL(text)

class PrivateError extends Error {
  readonly #status: number
  constructor(status: number) {
    super('failed')
    this.#status = status
  }

  get status(): number { return this.#status }
}
class FailedError extends Error {
  constructor(readonly status: number) { super('failed') }
}
class OtherError extends Error {
  constructor(readonly status: number) { super('failed') }
  isOther(): boolean { return true }
}
const withValue = (value: number): object => new (class Made {
  value(): number { return value }
})()
const withStatic = (value: number): object => {
  class Made {
    static unit = 0
    get unit(): number { return Made.unit }
  }
  Made.unit = value
  return new Made()
}

/** With a prototype that is filled later, as before there were classes. */
function oldClass(method: () => number): object {
  function Old(this: object): void { /* Has no members. */ }
  Object.assign(Old.prototype as object, { method })
  return new (Old as unknown as new () => object)()
}

describe('keys of lists', () => {
  it.each<[what: string, one: unknown[], other: unknown[]]>([
    ['addresses', [url('http://a/,lhttp://b/')], [url('http://a/'), url('http://b/')]],
    ['addresses in objects', [{ a: url('http://x/,1:b=lhttp://y/') }], [{ a: url('http://x/'), b: url('http://y/') }]],
    ['addresses that look like others', [url('http://a/,l12:.http://b/')], [url('http://a/'), url('http://b/')]],
    ['regular expressions', [/[/,r0/]/], [/[/]/, /[/]/]],
    ['errors', [Object.assign(new Error('a'), { cause: 1, errors: 2 })], [Object.assign(new Error('a'), { cause: 12 })]],
  ])('E10 differ for lists of %s that read the same', (_what, one, other) => {
    const key = memoryCache()((...args: unknown[]) => args.length).keyFor
    expect(key(...one)).not.toBe(key(...other))
  })
})

describe('keys of values with hidden members', () => {
  it.each<[what: string, value: object]>([
    ['an error with private members', new PrivateError(404)],
    ['an error with hidden members', hidden(new FailedError(404), 1)],
    ['a plain object', hidden({}, 1)],
    ['a plain object with a hidden symbol', hidden({}, 1, Symbol.for('x'))],
    ['an array', hidden([1], 1)],
    ['an array with a symbol', Object.assign([1], { [Symbol.for('x')]: 1 })],
    ['a short typed array', Object.assign(new Float64Array(1), { unit: 'm' })],
    ['a long typed array', Object.assign(new Float64Array(1000), { unit: 'm' })],
    ['a long typed array with a hidden member', hidden(new Uint8Array(1000), 1)],
    ['a buffer', Object.assign(Buffer.alloc(1000), { unit: 'm' })],
    ['a buffer of another class', Object.setPrototypeOf(Buffer.from('x'), class extends Buffer {}.prototype) as object],
    ['a map', hidden(new Map(), 1)],
    ['a date', hidden(new Date(0), 1)],
    ['a boxed text', hidden(Object('a') as object, 1)],
    ['arguments', (function (..._args: unknown[]) { return arguments })(1)], // eslint-disable-line prefer-rest-params -- these are meant
  ])('E10 are refused: %s', (_what, value) => {
    expect(() => keyText({ deep: [value] })).toThrow(CacheKeyError)
    expect(() => keyText({ deep: [value] })).toThrow('value.deep[0] ')
  })

  it.each<[what: string, one: object, other: object]>([
    ['members of a boxed text', Object.assign(Object('a') as object, { x: 1 }), Object.assign(Object('a') as object, { x: 2 })],
    ['classes of errors', new FailedError(404), new OtherError(404)],
    ['members of errors', new FailedError(404), new FailedError(500)],
    ['classes that close over different values', withValue(1), withValue(2)],
    ['static members', withStatic(1), withStatic(2)],
    ['methods of old classes', oldClass(() => 1), oldClass(() => 2)],
  ])('E10 differ by %s', (_what, one, other) => {
    expect(keyText(one)).toBe(keyText(one))
    expect(keyText(one)).not.toBe(keyText(other))
  })

  it('E10 are as before for all that hides nothing', () => {
    for (const value of [Buffer.alloc(1000), new Float32Array(1000).fill(Number.NaN), new Uint8Array(3), new DataView(new ArrayBuffer(3)), /a/.exec('a'), new DOMException('a'), new FailedError(1), new AggregateError([1])])
      expect(keyText(value)).toBe(keyText(value))
  })
})

describe('keys of graphs', () => {
  const ladder = (rungs: number): object => {
    let rung: object = { end: true }
    for (let index = 0; index < rungs; index++)
      rung = { left: rung, right: rung }
    return rung
  }

  it('E10 cost no more for objects that are shared', () => {
    const start = performance.now()
    expect(keyText(ladder(100)).length).toBeLessThan(10_000)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(keyText(ladder(100))).not.toBe(keyText(ladder(99)))
  })

  it('E10 do not depend on what is shared', () => {
    expect(keyText(ladder(10))).toBe(keyText(structuredClone(JSON.parse(JSON.stringify(ladder(10))) as object)))
    const row = { text: 'x'.repeat(1000) }
    expect(keyText([row, row])).toBe(keyText([row, { ...row }]))
  })

  it('E10 tell where cycles lead', () => {
    const knot = (to: 'self' | 'root'): object => {
      const inner: Record<string, unknown> = { text: 'x'.repeat(1000) }
      const root: Record<string, unknown> = { inner, again: inner }
      inner.back = to === 'self' ? inner : root
      return root
    }
    expect(keyText(knot('self'))).toBe(keyText(knot('self')))
    expect(keyText(knot('self'))).not.toBe(keyText(knot('root')))
  })

  it('E10 name the place where the nesting is too deep, and where there are too many cycles', () => {
    let deep: object = {}
    for (let index = 0; index < 20_000; index++)
      deep = { deep }
    expect(() => keyText(deep)).toThrow(CacheKeyError)
    expect(() => keyText(deep)).toThrow('value.deep.deep')
    const crowd = Array.from({ length: 40 }, (_, index): Record<string, unknown> => ({ text: 'x'.repeat(600), index }))
    for (const one of crowd)
      one.others = [...crowd]
    expect(() => keyText(crowd)).toThrow('too many cycles')
  })
})
