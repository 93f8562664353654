import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectRebuilt } from '../support/contract'
import { expectHits, mentions } from '../support/report'
import { temporaryDir } from '../support/temp'
import { World } from '../support/world'

const ROLLUP = { bundler: 'rollup' } as const
const WEBPACK = { bundler: 'webpack' } as const
const STORE = 'node_modules/.pnpm'

const helper = (text: string): Record<string, string> => ({ 'package.json': `{ "name": "helper", "version": "${text}", "type": "module", "main": "index.js" }`, 'index.js': `export const label = 'label ${text}'` })
const PLUGIN = {
  'package.json': '{ "name": "plugin", "version": "1.0.0", "type": "module", "main": "index.js", "dependencies": { "helper": "*" } }',
  'ask.js': `import { label } from 'helper'\nexport const ask = () => label`,
  'index.js': `import { ask } from './ask.js'\nexport default () => ({ name: 'plugin', transform: code => ({ code: code + ';console.log(' + JSON.stringify(ask()) + ')', map: null }) })`,
}

const below = (dir: string, files: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(files).map(([file, text]) => [`${dir}/${file}`, text]))

/** A project that has its own packages, and links between them. */
function project(packages: Record<string, string>, links: Record<string, string>): World {
  const dir = temporaryDir({
    'package.json': '{ "name": "app", "type": "module" }',
    'src/main.js': 'console.log(1)',
    'rollup.config.mjs': `import plugin from 'plugin'\nexport default { input: 'src/main.js', output: { dir: 'dist' }, plugins: [cache({ plugins: { plugin: true } }), plugin()] }`,
    ...packages,
  })
  for (const [from, to] of Object.entries(links))
    link(dir, from, to)
  return new World({}, { dir })
}

function link(dir: string, from: string, to: string): void {
  rmSync(join(dir, from), { recursive: true, force: true })
  mkdirSync(dirname(join(dir, from)), { recursive: true })
  symlinkSync(join(dir, to), join(dir, from), 'junction')
}

describe('which package is found', () => {
  it('counts where the one that was found before is still there, as pnpm leaves it for some days', async () => {
    const world = project({ ...below(`${STORE}/plugin@1/node_modules/plugin`, PLUGIN), ...below(`${STORE}/helper@1/node_modules/helper`, helper('one')), ...below(`${STORE}/helper@2/node_modules/helper`, helper('two')) }, {
      'node_modules/plugin': `${STORE}/plugin@1/node_modules/plugin`,
      [`${STORE}/plugin@1/node_modules/helper`]: `${STORE}/helper@1/node_modules/helper`,
    })
    await world.build(ROLLUP)
    expectHits(await expectRebuilt(world, ROLLUP), 'plugin')
    link(world.dir, `${STORE}/plugin@1/node_modules/helper`, `${STORE}/helper@2/node_modules/helper`)
    expect(mentions(await expectRebuilt(world, ROLLUP), 'label two')).toBe(true)
    link(world.dir, `${STORE}/plugin@1/node_modules/helper`, `${STORE}/helper@1/node_modules/helper`)
    expectHits(await expectRebuilt(world, ROLLUP), 'plugin')
  })

  it('counts when a nearer one is installed', async () => {
    const world = project({ ...below('node_modules/plugin', PLUGIN), ...below('node_modules/helper', helper('far')), ...below('nearer', helper('near')) }, {})
    await world.build(ROLLUP)
    expectHits(await expectRebuilt(world, ROLLUP), 'plugin')
    mkdirSync(world.path('node_modules/plugin/node_modules'))
    renameSync(world.path('nearer'), world.path('node_modules/plugin/node_modules/helper'))
    expect(mentions(await expectRebuilt(world, ROLLUP), 'label near')).toBe(true)
  })

  it('counts when a link goes, and what was linked stays', async () => {
    const world = project({ ...below('node_modules/plugin', PLUGIN), ...below('node_modules/other/helper', helper('linked')) }, { 'node_modules/helper': 'node_modules/other/helper' })
    await world.build(ROLLUP)
    rmSync(world.path('node_modules/helper'), { recursive: true })
    for (const [file, text] of Object.entries(helper('installed')))
      world.write(`node_modules/helper/${file}`, text)
    expect(mentions(await expectRebuilt(world, ROLLUP), 'label installed')).toBe(true)
  })
})

describe('the package of a plugin that only a framework can load', () => {
  const plugin = (text: string): Record<string, string> => ({
    'package.json': '{ "name": "@mdx-js/rollup", "version": "1.0.0", "type": "module", "main": "index.js" }',
    'index.js': `import { compile } from './compile.js'\nexport default () => ({ name: '@mdx-js/rollup', transform: (code, id) => id.endsWith('.mdx') ? { code: compile(), map: null } : null })`,
    'compile.js': `import { text } from './text.js'\nexport const compile = () => 'console.log("' + text + '")'`,
    'text.js': `export const text = '${text}'`,
  })

  it('counts, by content and by which one it is', async () => {
    const world = project({
      'package.json': '{ "name": "app", "type": "module", "devDependencies": { "framework": "1" } }',
      'src/main.js': `import './text.mdx'`,
      'src/text.mdx': '# Title',
      'rollup.config.mjs': `import { plugins } from 'framework'\nexport default { input: 'src/main.js', output: { dir: 'dist' }, plugins: [cache(), plugins()] }`,
      ...below(`${STORE}/framework@1/node_modules/framework`, { 'package.json': '{ "name": "framework", "version": "1.0.0", "type": "module", "main": "index.js", "dependencies": { "@mdx-js/rollup": "1" } }', 'index.js': `import mdx from '@mdx-js/rollup'\nexport const plugins = () => [mdx()]` }),
      ...below(`${STORE}/mdx@1/node_modules/@mdx-js/rollup`, plugin('first')),
      ...below(`${STORE}/mdx@2/node_modules/@mdx-js/rollup`, plugin('second')),
    }, { 'node_modules/framework': `${STORE}/framework@1/node_modules/framework`, [`${STORE}/framework@1/node_modules/@mdx-js/rollup`]: `${STORE}/mdx@1/node_modules/@mdx-js/rollup` })
    await world.build(ROLLUP)
    expectHits(await expectRebuilt(world, ROLLUP), '@mdx-js/rollup')
    world.edit(`${STORE}/mdx@1/node_modules/@mdx-js/rollup/text.js`, 'first', 'patched')
    expect(mentions(await expectRebuilt(world, ROLLUP), 'patched')).toBe(true)
    link(world.dir, `${STORE}/framework@1/node_modules/@mdx-js/rollup`, `${STORE}/mdx@2/node_modules/@mdx-js/rollup`)
    expect(mentions(await expectRebuilt(world, ROLLUP), 'second')).toBe(true)
  })
})

describe('which loader is found', () => {
  const LOADER = `module.exports = function (code) { return code + ';console.log("loader one")' }`
  const config = (path: string): Record<string, string> => ({
    'webpack.config.mjs': `export default { mode: 'development', devtool: false, entry: './src/main.js', plugins: [globalThis.cache({ plugins: { mark: true } })].filter(Boolean), module: { rules: [{ test: /main\\.js$/, use: '${path}' }] } }`,
  })

  it('counts where the one that was found before is still there', async () => {
    const manifest = (version: string): string => `{ "name": "mark", "version": "${version}", "main": "index.js" }`
    const world = project({
      ...config('mark'),
      ...below(`${STORE}/mark@1/node_modules/mark`, { 'package.json': manifest('1.0.0'), 'index.js': LOADER }),
      ...below(`${STORE}/mark@2/node_modules/mark`, { 'package.json': manifest('2.0.0'), 'index.js': LOADER.replace('one', 'two') }),
    }, { 'node_modules/mark': `${STORE}/mark@1/node_modules/mark` })
    await world.build(WEBPACK)
    expectHits(await expectRebuilt(world, WEBPACK), 'mark')
    link(world.dir, 'node_modules/mark', `${STORE}/mark@2/node_modules/mark`)
    expect(mentions(await expectRebuilt(world, WEBPACK), 'loader two')).toBe(true)
  })

  it('counts among those of the project itself', async () => {
    const world = project({ ...config('./loaders/one/mark.cjs'), 'loaders/one/mark.cjs': LOADER, 'loaders/two/mark.cjs': LOADER.replace('one', 'two') }, {})
    await world.build(WEBPACK)
    expectHits(await expectRebuilt(world, WEBPACK), 'mark')
    world.edit('webpack.config.mjs', 'loaders/one', 'loaders/two')
    expect(mentions(await expectRebuilt(world, WEBPACK), 'loader two')).toBe(true)
  })
})

describe('which package a style sheet imports', () => {
  const theme = (text: string): Record<string, string> => ({ 'package.json': `{ "name": "theme", "version": "1.0.0" }`, '_colors.scss': `$color: ${text};`, 'colors.less': `@color: ${text};` })
  const VITE = { 'vite.config.mjs': 'export default { plugins: [cache()], build: { cssMinify: false } }', 'index.html': '<script type="module" src="/src/main.js"></script>' }

  it.each([
    ['Sass', 'scss', `@use 'theme/colors';\np { color: colors.$color }`],
    ['Less', 'less', `@import 'theme/colors';\np { color: @color }`],
  ])('counts for %s where the one that was found before is still there, and where a nearer one is installed', async (_name, extension, sheet) => {
    const world = project({
      ...VITE,
      'src/main.js': `import './deep/style.${extension}'`,
      [`src/deep/style.${extension}`]: sheet,
      ...below(`${STORE}/theme@1/node_modules/theme`, theme('#111111')),
      ...below(`${STORE}/theme@2/node_modules/theme`, theme('#222222')),
      ...below('nearer', theme('#333333')),
    }, { 'node_modules/theme': `${STORE}/theme@1/node_modules/theme` })
    await world.build()
    expectHits(await expectRebuilt(world), 'vite:css')
    link(world.dir, 'node_modules/theme', `${STORE}/theme@2/node_modules/theme`)
    expect(mentions(await expectRebuilt(world), '#222222')).toBe(true)
    mkdirSync(world.path('src/node_modules'))
    renameSync(world.path('nearer'), world.path('src/node_modules/theme'))
    expect(mentions(await expectRebuilt(world), '#333333')).toBe(true)
  })
})
