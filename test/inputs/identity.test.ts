import vue from '@vitejs/plugin-vue'
import { describe, expect, it } from 'vitest'
import { type Landmarks, describe as describeValues } from '../../src/inputs/identity'
import { Roots } from '../../src/inputs/roots'
import { boundHookWith, hookWith, indirectHookWith, partialHookWith } from '../support/hooks'

const ROOTS = new Roots('/home/user/code/project')

function linesOf(value: unknown, landmarks: Landmarks = new Map()): string[] {
  return describeValues({ hook: value }, landmarks, ROOTS).lines
}

/** Two values that must be told apart. */
function expectDifferent(a: unknown, b: unknown): void {
  expect(linesOf(a)).not.toEqual(linesOf(b))
}

/** Two values that are alike, though not the same. */
function expectAlike(a: unknown, b: unknown): void {
  expect(linesOf(a)).toEqual(linesOf(b))
}

describe('the identity of a hook', () => {
  it('shows the options that it closes over', () => {
    expectDifferent(hookWith('a'), hookWith('b'))
    expectAlike(hookWith('a'), hookWith('a'))
    expect(linesOf(hookWith('a'))).toContain('hook§options: "a"')
  })

  it('shows the options of functions that it closes over', () => {
    expectDifferent(indirectHookWith({ x: [1] }), indirectHookWith({ x: [2] }))
    expectAlike(indirectHookWith({ x: [1] }), indirectHookWith({ x: [1] }))
  })

  it('shows its code', () => {
    expectDifferent(() => 'a', () => 'b')
    expectDifferent((code: string) => code, async (code: string) => code)
  })

  it.each<[string, unknown, unknown]>([
    ['texts', 'a', 'b'],
    ['long texts', `${'x'.repeat(300)}a`, `${'x'.repeat(300)}b`],
    ['a text and a number', '1', 1],
    ['numbers', 1, 2],
    ['zero and nothing', 0, undefined],
    ['null and nothing', null, undefined],
    ['booleans', true, false],
    ['big integers', 1n, 2n],
    ['a big integer and a number', 1n, 1],
    ['regular expressions', /a/g, /a/i],
    ['dates', new Date(1), new Date(2)],
    ['URLs', new URL('http://a'), new URL('http://b')],
    ['bytes', Buffer.from('a'), Buffer.from('b')],
    ['lists by order', [1, 2], [2, 1]],
    ['lists by length', [[]], [[], []]],
    ['an empty list and an empty object', [], {}],
    ['objects by key', { a: 1 }, { b: 1 }],
    ['objects with one key more', { a: 1 }, { a: 1, b: undefined }],
    ['maps by value', new Map([['a', 1]]), new Map([['a', 2]])],
    ['maps by key', new Map([['a', 1]]), new Map([['b', 1]])],
    ['sets', new Set([1]), new Set([2])],
    ['a map and a set', new Map(), new Set()],
    ['functions', () => 1, () => 2],
    ['values of symbols', { [Symbol.for('option')]: 1 }, { [Symbol.for('option')]: 2 }],
    ['errors', new Error('a'), new Error('b')],
  ])('tells apart options that differ in %s', (_what, a, b) => {
    expectDifferent(hookWith({ option: a }), hookWith({ option: b }))
    expectDifferent(hookWith([a]), hookWith([b]))
  })

  it('does not depend on the order of members', () => {
    expectAlike(hookWith({ a: 1, b: 2 }), hookWith({ b: 2, a: 1 }))
  })

  it('tells apart two Vue plugins that differ in one option', () => {
    const transformOf = (options?: Parameters<typeof vue>[0]): unknown => (vue(options).transform as { handler: unknown }).handler
    expectAlike(transformOf(), transformOf())
    expectDifferent(transformOf(), transformOf({ isProduction: true }))
    expectDifferent(transformOf({ template: { compilerOptions: { comments: true } } }), transformOf({ template: { compilerOptions: { comments: false } } }))
    expectDifferent(transformOf({ include: /a/ }), transformOf({ include: /b/ }))
  })
})

describe('the identity of an object that a hook holds', () => {
  class Compiler {
    readonly #target: string
    mode: string

    constructor(mode: string, target = 'es2020') {
      this.mode = mode
      this.#target = target
    }

    get settings(): string {
      return this.mode + this.#target
    }
  }

  it('shows the fields of an instance', () => {
    expectDifferent(hookWith(new Compiler('a')), hookWith(new Compiler('b')))
    expectAlike(hookWith(new Compiler('a')), hookWith(new Compiler('a')))
  })

  it('shows the private fields of an instance', () => {
    expectDifferent(hookWith(new Compiler('a', 'es2020')), hookWith(new Compiler('a', 'es2015')))
  })

  it('shows which class an instance is of', () => {
    class A {
      transform(): string {
        return 'a'
      }
    }
    class B {
      transform(): string {
        return 'b'
      }
    }
    expectDifferent(hookWith(new A()), hookWith(new B()))
  })

  it('shows the options of a bound function', () => {
    expectDifferent(boundHookWith('a'), boundHookWith('b'))
    expectDifferent(hookWith(boundHookWith('a')), hookWith(boundHookWith('b')))
    expectDifferent(partialHookWith('a'), partialHookWith('b'))
  })

  it('shows the options that a function has as properties', () => {
    expectDifferent(hookWith(Object.assign(() => 1, { option: 'a' })), hookWith(Object.assign(() => 1, { option: 'b' })))
  })

  it('comes to an end where objects hold each other', () => {
    const circle = (name: string): object => {
      const [a, b] = [{ name, other: {} as object }, { name: 'b', other: {} as object }]
      a.other = b
      b.other = a
      return a
    }
    expectAlike(hookWith(circle('x')), hookWith(circle('x')))
    expectDifferent(hookWith(circle('x')), hookWith(circle('y')))
    const own: unknown[] = []
    own.push(own)
    expect(linesOf(own)).toEqual(['hook.length: 1', 'hook.0: =hook'])
  })

  it('does not run getters, nor look into proxies', () => {
    const boom = (): never => {
      throw new Error('was run')
    }
    const options = { get lazy() { return boom() }, plain: 1, proxy: new Proxy({}, { get: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom }) }
    const likeness = describeValues({ hook: hookWith(options) }, new Map(), ROOTS)
    expect(likeness).toMatchObject({ complete: true })
    expect(likeness.lines).toContain('hook§options.plain: 1')
  })

  it('names what is known instead of describing it, or leaves it out', () => {
    const [config, server] = [{ secret: 1 }, { port: Math.random() }]
    const hook = hookWith({ config, server })
    const likeness = describeValues({ hook }, new Map<object, string | null>([[config, 'config'], [server, null]]), ROOTS)
    expect([...likeness.holds]).toEqual(['config'])
    expect(likeness.lines).toContain('hook§options.config: <config>')
    expect(likeness.lines.join()).not.toMatch(/secret|port/)
  })

  it('does not depend on where the project lies', () => {
    const at = (project: string): string[] => describeValues({ hook: hookWith({ root: project, src: `${project}/src` }) }, new Map(), new Roots(project)).lines
    expect(at('/home/user/code/project')).toEqual(at('/srv/builds/4711/checkout'))
  })

  it('does not depend on where the project lies in long texts', () => {
    const at = (project: string): string[] => describeValues({ hook: hookWith(`${project}/src ${'x'.repeat(300)}`) }, new Map(), new Roots(project)).lines
    expect(at('/home/user/code/project')).toEqual(at('/srv/builds/4711/checkout'))
  })
})

describe('the budget', () => {
  it('ends the description of what is too big, and says so', () => {
    const big = Array.from({ length: 10_000 }, (_, index) => ({ index }))
    const likeness = describeValues({ hook: hookWith(big) }, new Map(), ROOTS)
    expect(likeness.complete).toBe(false)
    expect(likeness.lines.length).toBeLessThan(5000)
  })

  it('shows what is near before what is far', () => {
    const big = Array.from({ length: 10_000 }, (_, index) => ({ index }))
    expectDifferent(hookWith({ big, option: 'a' }), hookWith({ big, option: 'b' }))
  })

  it('says so when something lies too deep', () => {
    const deep = (depth: number, value: unknown): unknown => (depth === 0 ? value : { inner: deep(depth - 1, value) })
    const [a, b] = ['a', 'b'].map(value => describeValues({ hook: hookWith(deep(30, value)) }, new Map(), ROOTS))
    expect(a!.complete && JSON.stringify(a!.lines) === JSON.stringify(b!.lines)).toBe(false)
  })

  it('is not used up by a plain plugin', () => {
    expect(describeValues({ hook: (vue().transform as { handler: unknown }).handler }, new Map(), ROOTS).complete).toBe(true)
  })
})
