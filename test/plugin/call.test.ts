import { describe, expect, it } from 'vitest'
import { describeCall, fileOf } from '../../src/plugin/call'
import type { Call, HookName, Rule } from '../../src/plugin/types'

const RULE: Rule = { hooks: ['load', 'transform', 'renderChunk'] }

function described(hook: HookName, args: unknown[], rule = RULE): Call {
  const call = describeCall(hook, args, rule)
  return typeof call === 'string' ? expect.unreachable(call) : call
}

function extrasOf(options: unknown): string[] {
  return described('transform', ['code', '/a.ts', options]).extras
}

describe('the description of load and transform', () => {
  it('holds id, code and nothing else in the plain case', () => {
    expect(described('transform', ['code', '/a.ts?x'])).toMatchObject({ hook: 'transform', id: '/a.ts?x', code: 'code', extras: [] })
    expect(described('load', ['/a.ts'])).toMatchObject({ hook: 'load', id: '/a.ts', code: undefined, extras: [] })
    expect(described('load', ['\0virtual', undefined])).toMatchObject({ id: '\0virtual', extras: [] })
  })

  it('holds options that are known, whatever their order', () => {
    expect(extrasOf({ ssr: true })).toEqual(['ssr=true'])
    expect(extrasOf({ ssr: true, moduleType: 'ts' })).toEqual(extrasOf({ moduleType: 'ts', ssr: true }))
    expect(extrasOf({ attributes: { type: 'json' } })).not.toEqual(extrasOf({ attributes: { type: 'css' } }))
  })

  it('leaves out options that say nothing', () => {
    expect(extrasOf({ ssr: false, moduleType: undefined, attributes: {}, rawId: '/a.ts' })).toEqual([])
    expect(extrasOf({ rawId: '/other.ts' })).toHaveLength(1)
  })

  it.each<[unknown[], string]>([
    [['code', '/a.ts', { ssr: true, mystery: 1 }], 'called with the unknown option mystery'],
    [['code', '/a.ts', { ast: undefined }], 'called with the unknown option ast'],
    [['code', '/a.ts', 'text'], 'called with unknown arguments'],
    [['code', '/a.ts', true], 'called with unknown arguments'],
    [['code', '/a.ts', {}, 'more'], 'called with unknown arguments'],
    [['code', 5], 'called without an id or code'],
    [[undefined, '/a.ts'], 'called without an id or code'],
    [[], 'called without an id or code'],
  ])('is a reason for arguments that are not understood: %j', (args, reason) => {
    expect(describeCall('transform', args, RULE)).toBe(reason)
  })

  it('is a reason for a load with more than it should have', () => {
    expect(describeCall('load', ['/a', { unknown: 1 }], RULE)).toBe('called with the unknown option unknown')
    expect(describeCall('load', ['/a', {}, 1], RULE)).toBe('called with unknown arguments')
  })
})

describe('the description of renderChunk', () => {
  const chunk = { type: 'chunk', name: 'a', fileName: 'a.js', isEntry: true, exports: ['x'], imports: [], modules: { '/a': { code: 'ignored' } } }
  const output = { format: 'es', sourcemap: true, banner: () => 'banner', plugins: [] }

  function extrasWith(chunkChange: object, outputChange: object, rule = RULE): string[] {
    return described('renderChunk', ['code', { ...chunk, ...chunkChange }, { ...output, ...outputChange }, { chunks: {} }], rule).extras
  }

  it('holds the file name as id', () => {
    expect(described('renderChunk', ['code', chunk, output])).toMatchObject({ hook: 'renderChunk', id: 'a.js', code: 'code' })
  })

  it('shows each member of the chunk, but not the code of its modules', () => {
    const before = extrasWith({}, {})
    for (const change of [{ name: 'b' }, { isEntry: false }, { exports: ['y'] }, { imports: ['b.js'] }, { dynamicImports: ['c.js'] }, { facadeModuleId: '/f' }])
      expect(extrasWith(change, {}), JSON.stringify(change)).not.toEqual(before)
    expect(extrasWith({ modules: {} }, {})).toEqual(before)
  })

  it('shows each output option, functions by their code', () => {
    const before = extrasWith({}, {})
    for (const change of [{ format: 'cjs' }, { sourcemap: false }, { banner: () => 'other' }, { added: 1 }])
      expect(extrasWith({}, change), JSON.stringify(change)).not.toEqual(before)
  })

  it('shows only what a rule says that the plugin looks at', () => {
    const rule: Rule = { ...RULE, chunk: ['name'], outputOptions: ['format'] }
    const before = extrasWith({}, {}, rule)
    expect(extrasWith({ isEntry: false }, { sourcemap: false }, rule)).toEqual(before)
    expect(extrasWith({ name: 'b' }, {}, rule)).not.toEqual(before)
    expect(extrasWith({}, { format: 'cjs' }, rule)).not.toEqual(before)
  })

  it('is a reason for arguments that are not understood', () => {
    for (const args of [[], ['code'], ['code', chunk], [1, chunk, output]])
      expect(describeCall('renderChunk', args, RULE)).toBe('called without code, chunk or options')
  })
})

it('fileOf gives the file that an id is about', () => {
  expect(['/a.ts', '/a.vue?vue&type=style', '/a.png?#iefix', '/a.svg#icon', '\0virtual'].map(fileOf)).toEqual(['/a.ts', '/a.vue', '/a.png', '/a.svg', '\0virtual'])
})
