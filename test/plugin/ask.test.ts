import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/cache'
import { Roots } from '../../src/inputs/roots'
import { askFact, isAsk, stillAnswers as stillAnswersTo, watchModuleInfo } from '../../src/plugin/ask'
import { hookContext } from '../../src/plugin/contexts/hooks'

const HERE = new Roots('/home/user/code/project')
const THERE = new Roots('/srv/builds/4711/checkout')

const stillAnswers = (fact: Fact, context: Record<string, unknown>, roots: Roots): Promise<boolean> => stillAnswersTo(fact, context, roots, hookContext)

/** A context whose bundler resolves as this function does. */
function resolving(resolve: (...args: unknown[]) => unknown): Record<string, unknown> {
  return { resolve }
}

function resolved(id: string, more: object = {}): object {
  return { id, external: false, moduleSideEffects: true, meta: {}, resolvedBy: 'vite:resolve', ...more }
}

describe('a question to the bundler', () => {
  const ask = { name: 'resolve', args: ['./a', '/home/user/code/project/b.ts', { skipSelf: true }] } as const
  const fact = askFact({ ...ask, args: [...ask.args] }, resolved('/home/user/code/project/a.ts'), HERE)!

  it('still has its answer as long as all that plugins use of it is the same', async () => {
    expect(isAsk(fact)).toBe(true)
    expect(await stillAnswers(fact, resolving(() => resolved('/home/user/code/project/a.ts')), HERE)).toBe(true)
    expect(await stillAnswers(fact, resolving(async () => resolved('/home/user/code/project/a.ts', { resolvedBy: 'alias' })), HERE)).toBe(true)
    for (const answer of [resolved('/home/user/code/project/a.js'), resolved('/home/user/code/project/a.ts', { external: true }), resolved('/home/user/code/project/a.ts', { meta: { x: 1 } }), null])
      expect(await stillAnswers(fact, resolving(() => answer), HERE)).toBe(false)
  })

  it('is asked with the same arguments', async () => {
    const asked: unknown[][] = []
    await stillAnswers(fact, resolving((...args) => asked.push(args)), HERE)
    expect(asked).toEqual([ask.args])
  })

  it('has the same answer in another checkout', async () => {
    const asked: unknown[][] = []
    expect(await stillAnswers(fact, resolving((...args) => {
      asked.push(args)
      return resolved('/srv/builds/4711/checkout/a.ts')
    }), THERE)).toBe(true)
    expect(asked).toEqual([['./a', '/srv/builds/4711/checkout/b.ts', { skipSelf: true }]])
  })

  it('cannot be repeated when it or its answer is not plain', () => {
    expect(askFact({ name: 'resolve', args: ['./a', undefined, { custom: () => {} }] }, null, HERE)).toBeUndefined()
    expect(askFact({ name: 'meta', args: [] }, { watch: () => {} }, HERE)).toBeUndefined()
    expect(askFact({ name: 'meta', args: [] }, { map: new Map() }, HERE)).toBeUndefined()
  })

  it('can be repeated with an argument that was left out', async () => {
    const open = askFact({ name: 'resolve', args: ['./a', undefined, { skipSelf: true }] }, null, HERE)!
    const asked: unknown[][] = []
    expect(await stillAnswers(JSON.parse(JSON.stringify(open)) as Fact, resolving((...args) => {
      asked.push(args)
      return null
    }), HERE)).toBe(true)
    expect(asked[0]![1] ?? undefined).toBeUndefined()
  })

  it('has no answer any more, and does not make the build fail, when it cannot be asked', async () => {
    expect(await stillAnswers(fact, resolving(() => {
      throw new Error('cannot resolve')
    }), HERE)).toBe(false)
    // Recorded in a checkout with more roots than there are here.
    const foreign: Fact = ['ask', 'resolve', '["\u0001root:99\u0001/a"]', 'digest']
    expect(await stillAnswers(foreign, resolving(() => null), HERE)).toBe(false)
  })
})

describe('a source map that is asked for', () => {
  const map = { version: 3, mappings: 'AAAA', names: ['x'], sources: ['/home/user/code/project/a.ts'], sourcesContent: ['a', null] }
  const digestOf = (changes: object, roots = HERE): unknown => askFact({ name: 'getCombinedSourcemap', args: [] }, { ...map, ...changes }, roots)![3]

  it('differs in each of its parts', () => {
    const changed = [{}, { mappings: 'AAAC' }, { names: ['y'] }, { sources: ['b.ts'] }, { sourcesContent: ['b', null] }, { sourcesContent: ['a', ''] }, { names: [], sources: ['x'] }]
    expect(new Set(changed.map(changes => digestOf(changes))).size).toBe(changed.length)
  })

  it('is the same in another checkout', () => {
    expect(digestOf({ sources: ['/srv/builds/4711/checkout/a.ts'] }, THERE)).toBe(digestOf({}))
  })
})

describe('module information', () => {
  it('is asked for member by member', () => {
    const noted: unknown[] = []
    const info = watchModuleInfo('/a', { isEntry: true, code: 'x', meta: {} }, (ask, answer) => noted.push([ask.args, answer])) as { isEntry: boolean }
    expect(info.isEntry).toBe(true)
    expect(noted).toEqual([[['/a', 'isEntry'], true]])
    expect(watchModuleInfo('/b', null, (ask, answer) => noted.push([ask.args, answer]))).toBeNull()
    expect(noted[1]).toEqual([['/b'], null])
  })

  it('is asked for also when its members are counted or looked for', () => {
    const noted: unknown[] = []
    const info = watchModuleInfo('/a', { isEntry: true }, ask => noted.push(ask.args)) as object
    expect('code' in info).toBe(false)
    expect(noted).not.toEqual([])
  })

  it('still has its answers by member', async () => {
    const fact = askFact({ name: 'getModuleInfo', args: ['/a', 'isEntry'] }, true, HERE)!
    const context = (isEntry: boolean): Record<string, unknown> => ({ getModuleInfo: () => ({ isEntry, code: 'any' }) })
    expect(await stillAnswers(fact, context(true), HERE)).toBe(true)
    expect(await stillAnswers(fact, context(false), HERE)).toBe(false)
    expect(await stillAnswers(fact, { getModuleInfo: () => null }, HERE)).toBe(false)
  })
})
