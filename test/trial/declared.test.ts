import { describe, expect, it } from 'vitest'
import { countsOf, expectEqual, expectRebuilt } from '../support/contract'
import { CHAIN, projectWith } from '../support/mine'
import { World } from '../support/world'
import { BUNDLER } from './project'

describe('a rule of the user', () => {
  /** Reads in another process, which nobody sees. */
  const BLIND = `
    import { execFileSync } from 'node:child_process'
    const read = code => execFileSync(process.execPath, ['-p', code], { encoding: 'utf8' }).trim()
    const mine = { name: 'mine', transform(code) {
      return { code: code.replace('log', read('fs.readFileSync("label.txt", "utf8")') + read('process.env.FLAVOR')), map: null }
    } }`

  it('names files and variables that all calls depend on', async () => {
    const world = projectWith(BLIND, { 'label.txt': 'in' }, `{ harmless: ['starts a process'], inputs: ['label.txt'], env: ['FLAVOR'] }`)
    const at = (flavor: string): object => ({ ...BUNDLER, env: { FLAVOR: flavor } })
    await expectRebuilt(world, at('fo'))
    expect(countsOf(await expectRebuilt(world, at('fo')), 'mine')).toMatchObject({ hits: 3, misses: 0 })
    expect(countsOf(await expectRebuilt(world, at('voke')), 'mine')).toMatchObject({ hits: 0, misses: 3 })
    world.write('label.txt', 'con')
    expect(countsOf(await expectRebuilt(world, at('voke')), 'mine')).toMatchObject({ hits: 0, misses: 3 })
  })
})

/** A plugin that collects names, and says of itself how that can be skipped. */
function collecting(api: string): World {
  return new World({
    ...CHAIN,
    'rollup.config.mjs': `
      const found = new Map()
      const icons = {
        name: 'icons',
        api: { cache: ${api} },
        transform(code, id) { found.set(id, [...code.matchAll(/'(\\w+)'/g)].map(match => match[1])); return { code: code + '// seen', map: null } },
        generateBundle() { this.emitFile({ type: 'asset', fileName: 'icons.txt', source: [...found.values()].flat().sort().join() }) },
      }
      export default { input: 'src/main.js', plugins: [cache(), icons], output: { dir: 'dist' } }`,
  })
}

describe('a plugin whose author speaks for it (`api.cache`)', () => {
  it('is skipped though it keeps state, which travels with its results', async () => {
    const world = collecting('{ save: id => found.get(id), restore: (id, names) => found.set(id, names) }')
    await expectRebuilt(world, BUNDLER)
    expect(countsOf(await expectRebuilt(world, BUNDLER), 'icons')).toMatchObject({ hits: 3, misses: 0 })
    world.edit('src/b.js', `'b'`, `'changed'`)
    const edited = await expectRebuilt(world, BUNDLER)
    expect(countsOf(edited, 'icons')).toMatchObject({ hits: 2, misses: 1 })
    expect(edited.files['icons.txt']).toContain('changed')
  })

  it.each([
    ['false', 'its author says that it cannot be skipped'],
    ['{ hooks: ["tranform"] }', 'its api.cache is not a rule'],
    ['"yes"', 'its api.cache is not a rule'],
  ])('is left alone when it says %s', async (api, reason) => {
    const world = collecting(api)
    await expectRebuilt(world, BUNDLER)
    const { report } = await expectRebuilt(world, BUNDLER)
    expect(report?.notMemoized).toEqual([{ plugin: 'icons', reason }])
  })
})

describe('the option verify', () => {
  /** A plugin that looks harmless and has its word from where nobody looks. */
  const SECRETIVE = `
    const other = { name: 'other', resolveId() { Error.word = fs.readFileSync('word.txt', 'utf8') } }
    const mine = { name: 'secretive', transform: code => ({ code: code.replace('log', Error.word), map: null }) }`

  it('takes trust back from a plugin that gives something else than before', async () => {
    const world = projectWith(SECRETIVE, { 'word.txt': 'info' })
    world.edit('rollup.config.mjs', 'cache({ plugins: { mine: true } }), mine', 'cache({ verify: 1 }), other, mine')
    const first = await expectRebuilt(world, BUNDLER)
    expect(countsOf(first, 'secretive').misses).toBe(3)
    world.write('word.txt', 'warn')
    const plain = await world.build({ ...BUNDLER, cache: false })
    const verified = await world.build(BUNDLER)
    expect(verified.files).toEqual(plain.files)
    expect([...verified.ours, verified.printed].join('\n')).toMatch(/verify: the stored result of secretive/)
    world.write('word.txt', 'debug')
    const next = await expectRebuilt(world, BUNDLER)
    expect(next.report?.notMemoized).toEqual([{ plugin: 'secretive', reason: 'a stored result was not what it gives' }])
  })

  it('runs a share of the hits', async () => {
    const world = projectWith(`const mine = { name: 'mine', transform: code => ({ code: code.replace('log', 'info'), map: null }) }`)
    world.edit('rollup.config.mjs', 'plugins: { mine: true }', 'plugins: { mine: true }, verify: 0.5')
    const plain = await world.build({ ...BUNDLER, cache: false })
    await world.build(BUNDLER)
    for (let verified = 0, hits = 0; verified === 0 || hits === 0;) {
      const build = await world.build(BUNDLER)
      expectEqual(build, plain)
      const { totals } = build.report!
      expect(totals.verified + totals.hits).toBe(3)
      verified += totals.verified
      hits += totals.hits
    }
  })
})
