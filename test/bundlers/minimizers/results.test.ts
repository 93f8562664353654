import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countsOf, expectEqual, expectRebuilt, expectSameBytes, expectSameTwice } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import { BOTH, PLAIN, WEBPACK, page } from './project'

describe.each(['webpack', 'rspack'] as const)('minimizers of %s', (bundler) => {
  it('give the same bytes, hit in the second build and elsewhere, and see an edit', async () => {
    const world = page()
    const { warm, elsewhere } = await expectSameBytes(world, { bundler })
    expect(Object.keys(warm.files).filter(name => name.includes('LICENSE')).length).toBe(2)
    for (const build of [warm, elsewhere])
      expectHits(build, ...BOTH)
    expect(countsOf(warm, 'terser-webpack-plugin').hits).toBe(3)
    world.edit('src/lazy.js', 'hello', 'good morning')
    const edited = await expectRebuilt(world, { bundler })
    expectHits(edited, 'css-minimizer-webpack-plugin')
    expect(mentions(edited, 'good morning')).toBe(true)
    expectMisses(edited, 'terser-webpack-plugin', 2)
  })
})

describe('the place of the project', () => {
  it('is computed with where the code mentions it', async () => {
    const world = page('[new Terser()]', `devtool: false, ${PLAIN}`)
    world.write('src/lazy.js', `export const place = [import.meta.url, import.meta.url.length]`)
    const { warm, elsewhere } = await expectSameBytes(world, WEBPACK)
    expect(countsOf(warm, 'terser-webpack-plugin')).toMatchObject({ hits: 3 })
    expect(countsOf(elsewhere, 'terser-webpack-plugin')).toMatchObject({ hits: 2, misses: 1 })
  })
})

describe('the minimizer of webpack itself', () => {
  it('is memoized for all that it minimizes', async () => {
    const world = page('', `experiments: { html: true, css: true }, ${PLAIN}`)
    // The first hash of a chunk, and the map of a style sheet, say where packages are, seen from the project.
    const { warm, elsewhere } = await expectSameBytes(world, WEBPACK)
    expectHits(warm, 'minimizer-webpack-plugin')
    expect(countsOf(warm, 'minimizer-webpack-plugin').hits).toBe(4)
    expect(countsOf(elsewhere, 'minimizer-webpack-plugin')).toMatchObject({ hits: 3, misses: 1 })
    world.edit('webpack.config.mjs', 'optimization: {  }', 'optimization: { minimize: { javascript: { compress: { drop_console: true } } } }')
    expect(countsOf(await expectRebuilt(world, WEBPACK), 'minimizer-webpack-plugin').hits).toBe(0)
  })
})

describe('functions that minimize', () => {
  it.each(['Terser.swcMinify', 'Terser.esbuildMinify', 'Css.cssoMinify', 'Css.lightningCssMinify', 'Css.esbuildMinify'])('%s gives the same bytes and hits', async (minify) => {
    const [Class = ''] = minify.split('.')
    const warm = await expectSameTwice(page(`[new ${Class}({ minify: ${minify} })]`), WEBPACK)
    expectHits(warm, Class === 'Css' ? 'css-minimizer-webpack-plugin' : 'terser-webpack-plugin')
  })

  it('one after the other, and in the main thread', async () => {
    const world = page('[new Css({ minify: [Css.cssnanoMinify, Css.cssoMinify], minimizerOptions: [{ preset: "default" }, { restructure: false }], parallel: false }), new Terser({ parallel: false })]')
    expectHits(await expectSameTwice(world, WEBPACK), ...BOTH)
  })
})

describe('what a minimizer reports', () => {
  it('is reported again where it is a warning, and not kept where it is an error', async () => {
    const world = page(undefined, 'ignoreWarnings: [],')
    world.write('src/style.css', `p { background: url('data:image/svg+xml;charset=utf-8,<svg xmlns="http://www.w3.org/2000/svg"><broken') }`)
    const warm = await expectSameTwice(world, WEBPACK)
    expect(warm.printed).toContain('postcss-svgo')
    expectHits(warm, ...BOTH)
    world.write('src/plain.txt', 'export const = broken')
    const without = await world.build({ ...WEBPACK, cache: false, mayFail: true })
    expect(without.exitCode).toBe(1)
    for (let build = 0; build < 2; build++) {
      const failed = await world.build({ ...WEBPACK, mayFail: true })
      expectEqual(failed, without)
      expect(countsOf(failed, 'terser-webpack-plugin').misses).toBe(build === 0 ? 2 : 1)
    }
  })
})

describe('beside other caches', () => {
  it('the persistent cache of webpack is asked first, and keeps what ours gives', async () => {
    const world = page('', `cache: { type: 'filesystem', cacheDirectory: import.meta.dirname + '/own' },`)
    const cold = await world.build(WEBPACK)
    const own = await world.build(WEBPACK)
    expectEqual(own, cold)
    expect(countsOf(own, 'minimizer-webpack-plugin')).toMatchObject({ hits: 0, misses: 0 })
    rmSync(world.path('own'), { recursive: true })
    const ours = await world.build(WEBPACK)
    expectEqual(ours, cold)
    expectHits(ours, 'minimizer-webpack-plugin')
    // What webpack has kept of it is the same as what it keeps without us.
    expectEqual(await world.build({ ...WEBPACK, cache: false }), cold)
  })

  it('several compilers share a minimizer and results; they are compared when the user wants to', async () => {
    const world = page()
    world.edit('webpack.config.mjs', 'export default {', 'const config = {')
    world.write('webpack.config.mjs', `${world.read('webpack.config.mjs')}\nexport default [config, { ...config, name: 'other', cache: false, output: { ...config.output, path: import.meta.dirname + '/dist/other' }, plugins: [globalThis.cache(), new Extract()].filter(Boolean) }]`)
    expectHits(await expectSameTwice(world, WEBPACK), ...BOTH)
    const verified = await world.build({ ...WEBPACK, env: { UNPLUGIN_CACHE: 'verify' } })
    expect(verified.ours.join()).not.toContain('verify:')
    expect(verified.report?.plugins.find(({ plugin }) => plugin === 'terser-webpack-plugin')?.hooks[0]?.verified).toBe(3)
  })
})
