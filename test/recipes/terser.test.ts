import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, refusalOf } from '../support/report'
import { World } from '../support/world'

const SOURCES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'src/main.js': `export const load = () => import('./lazy.js')\nexport const sum = (first, second) => { const unused = 1; return first + second }`,
  'src/lazy.js': `export function greet(name) { /*! kept */ console.log('hello ' + name); return name.length > 0 ? true : false }`,
}

describe('Terser in Vite', () => {
  const FILES = {
    ...SOURCES,
    'vite.config.mjs': `export default {
      plugins: [cache()],
      build: { sourcemap: true, minify: 'terser', rolldownOptions: { input: 'src/main.js', preserveEntrySignatures: 'strict' } },
    }`,
  }

  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES))
    for (const build of [warm, elsewhere])
      expectHits(build, 'vite:terser')
  })

  it('minifies only the chunk that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/main.js', 'first + second', 'first * second')
    expectMisses(await expectRebuilt(world), 'vite:terser', 1)
  })

  it('sees its options', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'build: {', 'build: { terserOptions: { compress: { drop_console: true } },')
    const warm = await expectRebuilt(world)
    expect(countsOf(warm, 'vite:terser').hits).toBe(0)
    expect(mentions(warm, 'hello')).toBe(false)
    world.edit('vite.config.mjs', 'drop_console: true', 'passes: 2')
    await expectRebuilt(world)
    world.edit('vite.config.mjs', 'sourcemap: true', 'sourcemap: false')
    await expectRebuilt(world)
  })

  it('is not memoized with a name cache, and says so', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': FILES['vite.config.mjs'].replace('build: {', 'build: { terserOptions: { nameCache: {}, mangle: { toplevel: true } },') })
    const { warm } = await expectSameBytes(world)
    expect(refusalOf(warm, 'vite:terser')).toBe('the option nameCache carries names from chunk to chunk')
  })
})

describe('@rollup/plugin-terser', () => {
  const FILES = {
    ...SOURCES,
    'rollup.config.mjs': `
      import terser from '@rollup/plugin-terser'
      export default {
        input: 'src/main.js',
        plugins: [cache(), terser()],
        output: [{ dir: 'dist', sourcemap: true }, { dir: 'dist/cjs', format: 'cjs', sourcemap: true }],
      }`,
  }
  const OPTIONS = { bundler: 'rollup' } as const

  it('gives the same bytes for two formats, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'terser')
      expect(countsOf(build, 'terser').hits).toBe(4)
    }
  })

  it('minifies only the chunks that were edited', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/main.js', 'first + second', 'first * second')
    expectMisses(await expectRebuilt(world, OPTIONS), 'terser', 2)
  })

  it('sees its options, and a source map that is switched off', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('rollup.config.mjs', 'terser()', 'terser({ format: { comments: /kept/ }, compress: { drop_console: true } })')
    const warm = await expectRebuilt(world, OPTIONS)
    expect(countsOf(warm, 'terser').hits).toBe(0)
    world.edit('rollup.config.mjs', `dir: 'dist', sourcemap: true`, `dir: 'dist', sourcemap: false`)
    await expectRebuilt(world, OPTIONS)
  })

  it('computes with the place of the project, where the code mentions it', async () => {
    const world = new World({
      ...FILES,
      'rollup.config.mjs': FILES['rollup.config.mjs'].replaceAll(', sourcemap: true', '').replace('terser()', `{ name: 'place', renderChunk: code => code.replaceAll('PLACE', import.meta.dirname) }, terser()`),
      'src/lazy.js': `export function greet() { console.log('PLACE/a.js', 'PLACE/a.js'.length) }`,
    })
    const { warm, elsewhere } = await expectSameBytes(world, OPTIONS)
    for (const build of [warm, elsewhere])
      expect(countsOf(build, 'terser').hits).toBe(build === warm ? 4 : 2)
  })

  it('is not memoized with a name cache, and says so', async () => {
    const world = new World({ ...FILES, 'rollup.config.mjs': FILES['rollup.config.mjs'].replace('terser()', 'terser({ nameCache: {}, mangle: { toplevel: true } })') })
    const { warm } = await expectSameBytes(world, OPTIONS)
    expect(countsOf(warm, 'terser').hits).toBe(0)
    const [reason] = warm.report?.plugins.find(({ plugin }) => plugin === 'terser')?.hooks.flatMap(({ uncacheable }) => Object.keys(uncacheable)) ?? []
    expect(reason).toBe('the option nameCache carries names from chunk to chunk')
  })
})
