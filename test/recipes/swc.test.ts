import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'rollup' } as const

const FILES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ES2020", "jsx": "react", "jsxFactory": "h" } }',
  'rollup.config.mjs': `
    import resolve from '@rollup/plugin-node-resolve'
    import swc from 'unplugin-swc'
    export default {
      input: 'src/main.ts',
      plugins: [resolve({ extensions: ['.ts', '.tsx'] }), swc.rollup({ sourceMaps: true }), cache()],
      output: { dir: 'dist', sourcemap: true },
    }`,
  'src/main.ts': `export { Point } from './point'\nexport { view } from './view'`,
  'src/point.ts': `export class Point { #x: number = 1; get x(): number { return this.#x ?? 2 } }`,
  'src/view.tsx': `const h = (...parts: unknown[]): string => parts.join()\nexport const view = (title: string): string => <p class="view">{title}</p>`,
}

describe('SWC', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    for (const build of [warm, elsewhere])
      expectHits(build, 'swc')
  })

  it('compiles only the file that was edited', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/view.tsx', 'class="view"', 'class="page"')
    expectMisses(await expectRebuilt(world, OPTIONS), 'swc', 1)
  })

  it('follows a file that is renamed', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.rename('src/point.ts', 'src/dot.ts')
    world.edit('src/main.ts', './point', './dot')
    await expectRebuilt(world, OPTIONS)
  })

  it('sees the TypeScript configuration and what it extends', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('tsconfig.json', '"h"', '"h.call"')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'h.call(')).toBe(true)
    world.write('base.json', '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h.apply" } }')
    world.write('tsconfig.json', '{ "extends": "./base.json", "compilerOptions": { "target": "ES2020" } }')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'h.apply(')).toBe(true)
    world.edit('base.json', 'h.apply', 'h.bind')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'h.bind(')).toBe(true)
  })

  it('sees a .swcrc that is added, edited, and removed', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.write('.swcrc', '{ "$schema": "https://swc.rs/schema.json", "jsc": { "externalHelpers": false, "transform": { "optimizer": { "globals": { "vars": { "title": "\\"t\\"" } } } } } }')
    await expectRebuilt(world, OPTIONS)
    world.write('.swcrc', '{ "jsc": { "preserveAllComments": true } }')
    await expectRebuilt(world, OPTIONS)
    world.remove('.swcrc')
    expectHits(await expectRebuilt(world, OPTIONS), 'swc')
  })

  it('sees options of the plugin', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('rollup.config.mjs', 'sourceMaps: true', `sourceMaps: true, jsc: { target: 'es2019' }, tsconfigFile: false`)
    const warm = await expectRebuilt(world, OPTIONS)
    expect(countsOf(warm, 'swc').hits).toBe(0)
  })

  it('is not memoized with a WebAssembly plugin, and says so', async () => {
    const world = new World({
      ...FILES,
      'rollup.config.mjs': FILES['rollup.config.mjs'].replace('sourceMaps: true', `sourceMaps: true, jsc: { experimental: { plugins: [['./missing.wasm', {}]] } }`),
    })
    // No such plugin is installed: the build fails, with the cache as without it.
    const without = await world.build({ ...OPTIONS, cache: false, mayFail: true })
    const cold = await world.build({ ...OPTIONS, mayFail: true })
    expect(cold.exitCode).toBe(without.exitCode)
    expect(cold.exitCode).not.toBe(0)
    expect(cold.printed).toContain('missing.wasm')
    expect(uncacheableOf(cold, 'swc')).toEqual({ 'its WebAssembly plugins are not known': 1 })
  })
})
