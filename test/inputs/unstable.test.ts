import { describe, expect, it } from 'vitest'
import { findUnstable, type ValuesMemo } from '../../src/inputs/unstable'

function afterBuilds(builds: readonly string[][], conditions: readonly string[] = []): ReturnType<typeof findUnstable> {
  let memo: ValuesMemo | undefined
  let found: ReturnType<typeof findUnstable> | undefined
  for (const [index, lines] of builds.entries()) {
    found = findUnstable(lines, () => conditions[index] ?? 'same', memo)
    memo = found.memo
  }
  return found!
}

function pathsOf({ unstable }: ReturnType<typeof findUnstable>): string[] {
  return unstable.map(({ path }) => path)
}

describe('a value that is new in each build', () => {
  it.each<[string, string, string]>([
    ['a date', 'Date 1795265024087', 'Date 1795265099999'],
    ['the time', '1795265024087', '1795265099999'],
    ['the time as text', '"2026-11-21T12:43:44.143Z"', '"2026-11-21T12:44:58.001Z"'],
    ['a commented time', '"built 2026-11-21 12:43:44"', '"built 2026-11-21 12:44:58"'],
    ['a random number', '0.8241371903', '0.1175533913'],
    ['a random id', '"k3j9x2f1a"', '"q8s7d1z0p"'],
    ['a UUID', '"1b4e28ba-2fa1-41d2-883f-0016d3cca427"', '"6fa459ea-ee8a-4ca4-894e-db77e160355e"'],
  ])('is found by comparing two builds: %s', (_what, first, second) => {
    const found = afterBuilds([['a: true', `b: ${first}`], ['a: true', `b: ${second}`]])
    expect(pathsOf(found)).toEqual(['b'])
    expect(found.lines).toEqual(['a: true', 'b'])
  })

  it('stays found, also when it happens to be the same once more', () => {
    const found = afterBuilds([['a: "k3j9x2f1a"'], ['a: "q8s7d1z0p"'], ['a: "q8s7d1z0p"']])
    expect(pathsOf(found)).toEqual(['a'])
  })

  it('is not seen in the first build', () => {
    expect(pathsOf(afterBuilds([['a: "k3j9x2f1a"']]))).toEqual([])
  })

  it('is not one that the configuration or a variable explains', () => {
    const found = afterBuilds([['a: "k3j9x2f1a"'], ['a: "q8s7d1z0p"']], ['one', 'other'])
    expect(pathsOf(found)).toEqual([])
    expect(found.lines).toEqual(['a: "q8s7d1z0p"'])
  })

  it('is believed to be an option again when the configuration has changed', () => {
    const found = afterBuilds([['a: "k3j9x2f1a"'], ['a: "q8s7d1z0p"'], ['a: "fixed1id2"']], ['one', 'one', 'other'])
    expect(pathsOf(found)).toEqual([])
  })

  it('is not one that stands beside an option that changed', () => {
    expect(pathsOf(afterBuilds([['a: "k3j9x2f1a"', 'b: 1'], ['a: "q8s7d1z0p"', 'b: 2']]))).toEqual([])
  })

  it.each<[string, string, string]>([
    ['a switch', 'true', 'false'],
    ['a target', '"es2015"', '"es2020"'],
    ['a limit', '4096', '8192'],
    ['a name', '"production"', '"staging"'],
    ['a function', 'ƒ 0123456789abcdef', 'ƒ fedcba9876543210'],
  ])('is not %s', (_what, first, second) => {
    const found = afterBuilds([[`a: ${first}`], [`a: ${second}`]])
    expect(pathsOf(found)).toEqual([])
    expect(found.lines).toEqual([`a: ${second}`])
  })
})

describe('the traces of such a value', () => {
  function tracesOf(value: string): string[] {
    const [first] = afterBuilds([['a: "0123456789abc"'], [`a: ${value}`]]).unstable
    return first!.traces
  }

  it('are the ways in which a time is written', () => {
    const time = new Date('2026-11-21T12:43:44.143Z')
    const expected = [String(time.getTime()), time.getTime().toString(36), '2026-11-21', '2026']
    expect(tracesOf(`Date ${time.getTime()}`)).toEqual(expect.arrayContaining(expected))
    expect(tracesOf(String(time.getTime()))).toEqual(expect.arrayContaining(expected))
    expect(tracesOf('"2026-11-21T12:43:44.143Z"')).toEqual(expect.arrayContaining(['2026-11-21T12:43:44.143Z', '2026-11-21', '2026']))
  })

  it('are the parts of an id', () => {
    expect(tracesOf('"build-k3j9x2f1a"')).toEqual(['build-k3j9x2f1a', 'k3j9x2f1a'])
  })
})
