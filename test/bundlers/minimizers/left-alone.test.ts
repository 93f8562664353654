import { describe, expect, it } from 'vitest'
import { countsOf, expectEqual, expectRebuilt, expectSameTwice } from '../../support/contract'
import { expectHits, mentions, refusalOf, uncacheableOf } from '../../support/report'
import { WEBPACK, page } from './project'

const TERSER = 'terser-webpack-plugin'
const CSS = 'css-minimizer-webpack-plugin'

describe('minimizers that are left alone', () => {
  it.each([
    [TERSER, 'new Terser({ terserOptions: { nameCache: {} } })', 'the option nameCache carries names from chunk to chunk'],
    [TERSER, 'new Terser({ minify: async input => ({ code: Object.values(input)[0] }) })', 'the code of its option minify is not known'],
    [TERSER, 'new Terser({ extractComments: { banner: file => file } })', 'the comments that it extracts are named by code, or by a hash of the build'],
    [TERSER, 'new Terser({ extractComments: { filename: "[fullhash].txt" } })', 'the comments that it extracts are named by code, or by a hash of the build'],
    [CSS, 'new Css({ minify: Css.cleanCssMinify })', 'cleanCssMinify is not known to look at nothing but the asset'],
    [CSS, 'new Css({ warningsFilter: () => false })', 'the code of its option warningsFilter is not known'],
    [CSS, 'new Css({ minimizerOptions: { plugins: ["autoprefixer"] } })', 'its options for cssnano name other code'],
  ])('%s: %s', async (plugin, minimizer, reason) => {
    const refused = await expectRebuilt(page(`[${minimizer}]`), WEBPACK)
    expect(refusalOf(refused, plugin)).toBe(reason)
    expect(countsOf(refused, plugin)).toEqual({ hits: 0, misses: 0, bypassed: 0 })
  })

  it('a class that extends one, and may do anything', async () => {
    const world = page('[new (class Counted extends Terser { async optimize(...args) { console.log("optimizing"); return super.optimize(...args) } })()]')
    const warm = await expectSameTwice(world, WEBPACK)
    expect(warm.printed).toContain('optimizing')
    expect(countsOf(warm, TERSER)).toEqual({ hits: 0, misses: 0, bypassed: 0 })
  })

  it('unless the user says how one is memoized, or that it is not', async () => {
    const world = page(`[new Terser({ minify: shout })]`, '', `{ plugins: { '${TERSER}': { hooks: ['renderChunk'], inputs: ['word.txt'] } } }`)
    world.write('word.txt', 'first word')
    world.write('webpack.config.mjs', `const shout = async (input) => { const [[, code]] = Object.entries(input); return { code: code + '/* ' + require('node:fs').readFileSync('word.txt', 'utf8') + ' */' } }\n${world.read('webpack.config.mjs')}`)
    expectHits(await expectSameTwice(world, WEBPACK), TERSER)
    world.write('word.txt', 'second word')
    expect(mentions(await expectRebuilt(world, WEBPACK), 'second word')).toBe(true)
    world.edit('webpack.config.mjs', `+ ' */'`, `+ '!*/'`)
    expect(mentions(await expectRebuilt(world, WEBPACK), 'second word!')).toBe(true)
    world.edit('webpack.config.mjs', `{ hooks: ['renderChunk'], inputs: ['word.txt'] }`, 'false')
    expect(refusalOf(await world.build(WEBPACK), TERSER)).toBe('switched off by the option plugins')
  })
  it('what reports errors, in each build', async () => {
    const world = page(`[new Terser({ minify: async input => ({ code: '/* minimized */', errors: ['no luck with ' + Object.keys(input)] }) })]`, '', `{ plugins: { '${TERSER}': { hooks: ['renderChunk'] } } }`)
    const without = await world.build({ ...WEBPACK, cache: false, mayFail: true })
    expect(without.exitCode).toBe(1)
    for (let build = 0; build < 2; build++) {
      const failed = await world.build({ ...WEBPACK, mayFail: true })
      expectEqual(failed, without)
      expect(uncacheableOf(failed, TERSER)).toEqual({ 'it reported errors': 3 })
    }
  })
})
