import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { contract } from './contract'
import { outputs } from './contract/outputs'
import { type Door, project } from './contract/door'

const config = (plugins: string, head: string): Record<string, string> => ({
  'rollup.config.mjs': `${head}
    const onLog = (level, { message, code, pluginCode, pos, plugin, hook, loc, meta }) => console.log(level, JSON.stringify({ message, code, pluginCode, pos, plugin, hook, line: loc?.line, meta }))
    export default { input: 'src/main.js', onLog, plugins: ${plugins}, output: { dir: 'dist', sourcemap: true } }`,
})
const door: Door = { bundler: 'rollup', config, winner: 'thing.mjs' }
const OPTIONS = { bundler: 'rollup' } as const

describe('Rollup', () => {
  contract(door)
  outputs('rollup')

  it('gives an asset its source again, also when it was emitted without one', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'emitting', renderChunk(code, { fileName }) {
        const reference = this.emitFile({ type: 'asset', name: 'later.txt' })
        this.setAssetSource(reference, 'the source of ' + fileName)
        return { code: code + '\\n// with an asset', map: null }
      } }]`, ['emitting'], {}, { hooks: ['renderChunk'] })
    world.edit('rollup.config.mjs', `input: 'src/main.js'`, `input: { a: 'src/a.js', b: 'src/b.js' }`)
    const { cold, warm } = await expectSameBytes(world, OPTIONS)
    expect(mentions(cold, 'the source of b.js')).toBe(true)
    expectHits(warm, 'emitting')
    world.edit('src/a.js', `'a'`, `'other'`)
    expectMisses(await expectRebuilt(world, OPTIONS), 'emitting', 1)
  })

  it('sees what a chunk tells about its modules besides their code', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'listing', renderChunk: (code, { modules }) => ({ code: code + '\\n/* ' + Object.values(modules).flatMap(module => module.removedExports).join() + ' */', map: null }) }]`, ['listing'], {}, { hooks: ['renderChunk'] })
    await world.build(OPTIONS)
    world.edit('src/a.js', 'export', `export const unused = 1\nexport`)
    expect(mentions(await expectRebuilt(world, OPTIONS), '/* unused */')).toBe(true)
  })

  it('keeps syntheticNamedExports', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'synthetic', transform: (code, id) => id.endsWith('a.js')
        ? { code: 'const all = { a: "from all" }; export { all as __all }', map: null, syntheticNamedExports: '__all' }
        : null }]`, ['synthetic'])
    const { cold, warm } = await expectSameBytes(world, OPTIONS)
    expect(mentions(cold, 'from all')).toBe(true)
    expectHits(warm, 'synthetic')
  })

  it('keeps a syntax tree that a plugin returns, or says why not', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'parsing', transform(code) { return { code, ast: this.parse(code), map: null } } }]`, ['parsing'])
    await expectSameBytes(world, OPTIONS)
  })
})
