import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { countsOf, expectEqual, expectRebuilt, expectSameTwice } from '../support/contract'
import { expectHits, mentions, refusalOf } from '../support/report'
import type { BuildResult, World } from '../support/world'
import { EXTRACT, PORTABLE, project } from './loaders/project'

const WEBPACK = { bundler: 'webpack' } as const
/** Builds twice with the cache: without it, the bytes are those of both. Gives the second. */
async function expectWarm(world: World): Promise<BuildResult> {
  const cold = await world.build(WEBPACK)
  const warm = await expectRebuilt(world, WEBPACK)
  expectEqual(warm, cold)
  return warm
}

const BABEL = `{ test: /\\.jsx?$/, include: /src/, use: { loader: 'babel-loader', options: { presets: ['@babel/preset-react'] } } }`

describe('the persistent cache of webpack', () => {
  const world = (): ReturnType<typeof project> => project({
    rules: `[{ test: /\\.js$/, use: './mark.cjs' }]`,
    cache: `{ plugins: { mark: ${PORTABLE} } }`,
    more: `cache: { type: 'filesystem', cacheDirectory: import.meta.dirname + '/own' },`,
  }, {
    'mark.cjs': 'module.exports = function (code) { this.addDependency(this.context + "/declared.txt"); return code + `/* ${require("node:fs").readFileSync(this.context + "/declared.txt")} */` }',
    'src/index.js': 'import "./a.js"',
    'src/a.js': 'console.log("a")',
    'src/declared.txt': 'declared',
  })

  it('works beside ours, and is what it was when ours is gone', async () => {
    const beside = world()
    const cold = await beside.build(WEBPACK)
    const warm = await beside.build(WEBPACK)
    expect(warm.files).toEqual(cold.files)
    expect(countsOf(warm, 'mark'), 'webpack does not even ask').toMatchObject({ hits: 0, misses: 0 })
    beside.edit('src/a.js', '"a"', '"edited"')
    beside.edit('src/declared.txt', 'declared', 'declared, edited')
    // Without our plugin, on what webpack has kept while it was there.
    const without = await beside.build({ ...WEBPACK, cache: false })
    expect(mentions(without, 'declared, edited') && mentions(without, '"edited"')).toBe(true)
    rmSync(beside.path('own'), { recursive: true })
    const ours = await beside.build(WEBPACK)
    expect(ours.files).toEqual(without.files)
    beside.edit('src/a.js', '"edited"', '"a"')
    beside.edit('src/declared.txt', 'declared, edited', 'declared')
    rmSync(beside.path('own'), { recursive: true })
    const back = await beside.build(WEBPACK)
    expect(back.files).toEqual(cold.files)
    expectHits(back, 'mark')
    // What ours gave is kept by webpack with all that it depends on.
    beside.edit('src/declared.txt', 'declared', 'another')
    expect(mentions(await beside.build({ ...WEBPACK, cache: false }), 'another')).toBe(true)
  })
})

/** A compiler within that emits a file of its own. */
const CHILD = `class Child {
  apply(compiler) {
    const entry = new compiler.webpack.EntryPlugin(compiler.context, './src/child.jsx', 'child')
    compiler.hooks.make.tapAsync('Child', (compilation, done) => compilation.createChildCompiler('Child', { filename: 'child.js' }, [entry]).runAsChild(done))
  }
}`

describe.each(['webpack', 'rspack'] as const)('compilers within compilers in %s', (bundler) => {
  it('share what they know: a list of compilers, a page, extracted styles, a child, minimizers', async () => {
    const world = project({
      head: `${EXTRACT}\nimport Html from 'html-webpack-plugin'\nimport Terser from 'terser-webpack-plugin'\nimport Css from 'css-minimizer-webpack-plugin'\n${CHILD}`,
      rules: `[${BABEL}, { test: /\\.scss$/, use: [Extract.loader, 'css-loader', 'sass-loader'] }]`,
      plugins: `new Extract(), new Html({ template: 'src/page.jsx.html' }), new Child()`,
      more: `externals: [/^react/], optimization: { minimizer: [new Terser(), new Css()] },`,
    }, {
      'src/index.js': 'import "./style.scss"\nconsole.log(<p>text</p>)',
      'src/child.jsx': 'console.log(<p>the child of a compiler</p>)',
      'src/style.scss': '$color: red; p { color: $color }',
      'src/page.jsx.html': '<!doctype html><title><%= 1 + 1 %></title>',
    })
    world.edit('webpack.config.mjs', 'export default {', 'const config = {')
    world.write('webpack.config.mjs', `${world.read('webpack.config.mjs')}\nexport default [config, { ...config, name: 'other', output: { ...config.output, path: import.meta.dirname + '/dist/other' }, plugins: [globalThis.cache(), new Extract(), new Child()].filter(Boolean), target: 'node' }]`)
    const warm = await expectSameTwice(world, { bundler })
    expect(Object.keys(warm.files)).toEqual(expect.arrayContaining(['child.js', 'index.html', 'main.css', 'other/main.css']))
    expectHits(warm, 'babel-loader', 'sass-loader', 'terser-webpack-plugin', 'css-minimizer-webpack-plugin')
    world.edit('src/child.jsx', 'a compiler', 'another compiler')
    expect(mentions(await expectRebuilt(world, { bundler }), 'another compiler')).toBe(true)
    shows(bundler, 'several')
  })
})

describe('loaders that others run in', () => {
  it('thread-loader gives way: what its threads read could not be seen', async () => {
    const world = project({ rules: `[{ test: /\\.js$/, include: /src/, use: ['thread-loader', ...[${BABEL}.use]] }]` }, {
      'src/index.js': 'import "./a.js"; console.log((() => "index")?.())',
      'src/a.js': 'console.log("a" ?? "b")',
      'babel.config.json': '{ "presets": [["@babel/preset-env", { "targets": "ie 11" }]] }',
    })
    expectHits(await expectWarm(world), 'babel-loader')
    world.edit('babel.config.json', 'ie 11', 'chrome 120')
    expect(mentions(await expectRebuilt(world, WEBPACK), '??')).toBe(true)
  })

  it('vue-loader runs for each block, and what stands behind it is taken from the cache', async () => {
    const world = project({
      head: `import { VueLoaderPlugin } from 'vue-loader'\n${EXTRACT}`,
      rules: `[{ test: /\\.vue$/, use: 'vue-loader' }, { test: /\\.ts$/, use: { loader: 'ts-loader', options: { transpileOnly: true, appendTsSuffixTo: [/\\.vue$/] } } }, { test: /\\.scss$/, use: [Extract.loader, 'css-loader', 'sass-loader'] }]`,
      plugins: 'new VueLoaderPlugin(), new Extract()',
      more: `externals: { vue: 'Vue' },`,
    }, {
      'tsconfig.json': '{ "compilerOptions": { "target": "es2022", "module": "esnext", "sourceMap": true } }',
      'src/types.d.ts': '',
      'src/index.js': 'import View from "./View.vue"; console.log(View)',
      'src/View.vue': `<script setup lang="ts">\nconst count: number = 1\n</script>\n<template><p class="a">{{ count }}</p></template>\n<style scoped lang="scss">$color: red; .a { color: $color }</style>`,
    })
    const warm = await expectWarm(world)
    expectHits(warm, 'sass-loader')
    expect(countsOf(warm, 'ts-loader').hits).toBeGreaterThan(0)
    expect(refusalOf(warm, 'vue-loader')).toMatch(/^it keeps what it knows/)
    world.edit('src/View.vue', '$color: red', '$color: blue')
    expect(mentions(await expectRebuilt(world, WEBPACK), 'blue')).toBe(true)
  })
})
