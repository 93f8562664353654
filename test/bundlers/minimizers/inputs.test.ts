import { cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../../support/contract'
import { expectHits, mentions, refusalOf } from '../../support/report'
import type { BuildResult, World } from '../../support/world'
import { PLAIN, WEBPACK, page } from './project'

/** After a change nothing of a minimizer is taken from the cache, or nothing that has changed. */
async function expectNew(world: World, plugin: string, hits = 0): Promise<BuildResult> {
  const rebuilt = await expectRebuilt(world, WEBPACK)
  expect(countsOf(rebuilt, plugin)).toMatchObject({ hits })
  expect(countsOf(rebuilt, plugin).misses).toBeGreaterThan(0)
  return rebuilt
}

describe('what a minimizer depends on', () => {
  it('terser-webpack-plugin: its options, comments, source maps, and what the target can run', async () => {
    const world = page('[new Terser({ terserOptions: {} })]', PLAIN)
    await world.build(WEBPACK)
    const edits = [
      ['terserOptions: {}', 'terserOptions: { compress: { drop_console: true } }'],
      ['terserOptions:', 'extractComments: { banner: "other banner" }, terserOptions:'],
      ['banner: "other banner"', 'condition: (() => { const first = "first"; return (_node, { value }) => value.includes("first") })()'],
      [`target: 'web'`, `target: ['web', 'es5']`],
    ] as const
    for (const [from, to] of edits) {
      world.edit('webpack.config.mjs', from, to)
      await expectNew(world, 'terser-webpack-plugin')
    }
    world.edit('webpack.config.mjs', `devtool: 'source-map'`, `devtool: false`)
    await expectNew(world, 'terser-webpack-plugin', 1)
  })

  it('its own code', async () => {
    const world = page('[new Terser()]', PLAIN)
    const own = 'vendor/node_modules/terser-webpack-plugin'
    cpSync(dirname(createRequire(import.meta.url).resolve('terser-webpack-plugin/package.json')), world.path(own), { recursive: true })
    world.edit('webpack.config.mjs', `from 'terser-webpack-plugin'`, `from './${own}/dist/index.js'`)
    await world.build(WEBPACK)
    expectHits(await world.build(WEBPACK), 'terser-webpack-plugin')
    world.edit(`${own}/dist/utils.js`, 'code: (/** @type {string} * */result.code)', 'code: result.code + "/* patched */"')
    expect(mentions(await expectNew(world, 'terser-webpack-plugin'), 'patched')).toBe(true)
  })

  it('cssnano: the browsers to think of, wherever the project says so', async () => {
    const world = page('[new Css()]', PLAIN)
    expect(mentions(await world.build(WEBPACK), 'hsla(')).toBe(true)
    world.write('../.browserslistrc', 'chrome 120')
    expect(mentions(await expectNew(world, 'css-minimizer-webpack-plugin'), '#ffffff80')).toBe(true)
    world.remove('../.browserslistrc')
    world.write('../package.json', '{ "browserslist": "ie 11" }')
    expect(mentions(await expectNew(world, 'css-minimizer-webpack-plugin'), 'hsla(')).toBe(true)
    world.write('../package.json', '{ "browserslist": "ie 11", "name": "other" }')
    expectHits(await world.build(WEBPACK), 'css-minimizer-webpack-plugin')
    world.write('../package.json', '{ "browserslist": "chrome 120" }')
    expect(mentions(await expectNew(world, 'css-minimizer-webpack-plugin'), '#ffffff80')).toBe(true)
    expect(mentions(await world.build({ ...WEBPACK, env: { BROWSERSLIST: 'ie 11' } }), 'hsla(')).toBe(true)
  })

  it('cssnano: its preset; a configuration in a file may name code', async () => {
    const world = page('[new Css()]', PLAIN)
    await world.build(WEBPACK)
    world.edit('webpack.config.mjs', 'new Css()', `new Css({ minimizerOptions: { preset: ['default', { colormin: false }] } })`)
    expect(mentions(await expectNew(world, 'css-minimizer-webpack-plugin'), 'rgba(')).toBe(true)
    world.edit('webpack.config.mjs', `{ minimizerOptions: { preset: ['default', { colormin: false }] } }`, '')
    world.write('../.cssnanorc.json', '{ "preset": ["default", { "colormin": false }] }')
    const refused = await expectRebuilt(world, WEBPACK)
    expect(mentions(refused, 'rgba(')).toBe(true)
    expect(refusalOf(refused, 'css-minimizer-webpack-plugin')).toMatch(/may name code/)
  })
})
