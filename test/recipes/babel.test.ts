import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'rollup' } as const

const FILES = {
  'package.json': '{ "name": "library", "type": "module" }',
  '.browserslistrc': 'node 14\n',
  'babel.config.json': '{ "presets": ["@babel/preset-env", "@babel/preset-typescript"] }',
  'rollup.config.mjs': `
    import { babel, getBabelOutputPlugin } from '@rollup/plugin-babel'
    import resolve from '@rollup/plugin-node-resolve'
    const extensions = ['.ts']
    export default {
      input: 'src/main.ts',
      plugins: [resolve({ extensions }), babel({ extensions, babelHelpers: 'bundled' }), cache()],
      output: [
        { dir: 'dist', sourcemap: true },
        { dir: 'dist/old', sourcemap: true, plugins: [getBabelOutputPlugin({ presets: [['@babel/preset-env', { targets: 'Chrome 40' }]] })] },
      ],
    }`,
  'src/main.ts': `export { Point } from './point'\nexport const last = <T>(list: T[]): T | undefined => list?.[list.length - 1]`,
  'src/point.ts': `export class Point { #x: number = 1; get x(): number { return this.#x ?? 2 } }`,
}

describe('@rollup/plugin-babel', () => {
  it('gives the same bytes as an input and an output plugin, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'babel')
      expect(build.report?.plugins.find(({ plugin }) => plugin === 'babel')?.hooks.map(({ hook }) => hook)).toEqual(['transform', 'renderChunk'])
    }
  })

  it('compiles only the file that was edited, and the chunk that it is in', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/point.ts', '?? 2', '?? 3')
    expectMisses(await expectRebuilt(world, OPTIONS), 'babel', 2)
  })

  it('sees the configuration of Babel and the browsers that are aimed at', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.write('.browserslistrc', 'node 20\n')
    expect(mentions(await expectRebuilt(world, OPTIONS), '?.[')).toBe(true)
    world.write('babel.config.json', '{ "presets": [["@babel/preset-env", { "targets": "ie 11" }], "@babel/preset-typescript"] }')
    expect(mentions(await expectRebuilt(world, OPTIONS), '?.[')).toBe(false)
    world.write('src/.babelrc.json', '{ "comments": false, "assumptions": { "noDocumentAll": true } }')
    await expectRebuilt(world, OPTIONS)
  })

  it('sees options of the plugin', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('rollup.config.mjs', `babelHelpers: 'bundled'`, `babelHelpers: 'bundled', assumptions: { privateFieldsAsProperties: true }`)
    expect(countsOf(await expectRebuilt(world, OPTIONS), 'babel').misses).toBeGreaterThan(0)
    world.edit('rollup.config.mjs', 'Chrome 40', 'Chrome 100')
    await expectRebuilt(world, OPTIONS)
  })
})
