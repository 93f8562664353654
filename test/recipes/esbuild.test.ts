import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const SOURCES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'tsconfig.json': '{ "extends": "./tsconfig.base.json", "compilerOptions": { "target": "ES2022" } }',
  'tsconfig.base.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }',
  'src/main.ts': `export { Point } from './point'\nexport { view } from './view'`,
  'src/point.ts': `export class Point { x: number = 1; constructor(readonly y?: number) {} label = this.y ?? 'none' }`,
  'src/view.tsx': `const h = (...parts: unknown[]): string => parts.join()\nexport const view = (title: string): string => <p class="view">{title}</p>`,
}

describe('rollup-plugin-esbuild', () => {
  const FILES = {
    ...SOURCES,
    'rollup.config.mjs': `
      import resolve from '@rollup/plugin-node-resolve'
      import esbuild from 'rollup-plugin-esbuild'
      export default {
        input: 'src/main.ts',
        plugins: [resolve({ extensions: ['.ts', '.tsx'] }), esbuild({ minify: true }), cache()],
        output: { dir: 'dist', sourcemap: true },
      }`,
  }
  const OPTIONS = { bundler: 'rollup' } as const

  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'esbuild')
      expect(build.report?.plugins.find(({ plugin }) => plugin === 'esbuild')?.hooks.map(({ hook }) => hook)).toEqual(['transform', 'renderChunk'])
    }
  })

  it('compiles only the file that was edited, and the chunk that it is in', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/view.tsx', 'class="view"', 'class="page"')
    expectMisses(await expectRebuilt(world, OPTIONS), 'esbuild', 2)
  })

  it('sees the TypeScript configuration, what it extends, and one that is added', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('tsconfig.base.json', '"h"', '"h.call"')
    expect(mentions(await expectRebuilt(world, OPTIONS), '.call(')).toBe(true)
    world.edit('tsconfig.json', '"target": "ES2022"', '"target": "ES2022", "useDefineForClassFields": false')
    await expectRebuilt(world, OPTIONS)
    world.write('src/tsconfig.json', '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h.apply" } }')
    expect(mentions(await expectRebuilt(world, OPTIONS), '.apply(')).toBe(true)
    world.remove('src/tsconfig.json')
    await expectRebuilt(world, OPTIONS)
  })

  it('sees options of the plugin', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('rollup.config.mjs', 'minify: true', `minify: true, target: 'es2019', banner: '/* hello */'`)
    const warm = await expectRebuilt(world, OPTIONS)
    expect(countsOf(warm, 'esbuild').hits).toBe(0)
    expect(mentions(warm, '/* hello */')).toBe(true)
  })
})

describe('vite:esbuild on Vite 7', () => {
  const FILES = {
    ...SOURCES,
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    'src/main.ts': `import { Point } from './point'\nimport { view } from './view'\ndocument.title = view('a') + new Point(2).label`,
    'vite.config.mjs': `export default { plugins: [cache()], build: { sourcemap: true, target: 'es2020' } }`,
  }
  const OPTIONS = { bundler: 'vite7' } as const
  const world = (): World => new World(FILES, { app: 'react-vite7' })

  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(world(), OPTIONS)
    for (const build of [warm, elsewhere])
      expectHits(build, 'vite:esbuild', 'vite:esbuild-transpile')
  })

  it('compiles only the file that was edited', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.edit('src/view.tsx', 'class="view"', 'class="page"')
    const warm = await expectRebuilt(app, OPTIONS)
    expectMisses(warm, 'vite:esbuild', 1)
    expect(countsOf(warm, 'vite:esbuild-transpile').misses).toBe(1)
  })

  it('sees the TypeScript configuration and what it extends', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.edit('tsconfig.base.json', '"h"', '"h.call"')
    expect(mentions(await expectRebuilt(app, OPTIONS), '.call(')).toBe(true)
    app.edit('tsconfig.json', '"target": "ES2022"', '"target": "ES2022", "useDefineForClassFields": false')
    await expectRebuilt(app, OPTIONS)
  })

  it('sees the options of Vite', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.edit('vite.config.mjs', 'build: {', `esbuild: { jsxFactory: 'h.apply', charset: 'utf8' }, build: {`)
    expect(mentions(await expectRebuilt(app, OPTIONS), '.apply(')).toBe(true)
    app.edit('vite.config.mjs', 'es2020', 'es2022')
    await expectRebuilt(app, OPTIONS)
    app.edit('vite.config.mjs', 'sourcemap: true', 'sourcemap: true, minify: false')
    await expectRebuilt(app, OPTIONS)
  })
})
