import { describe, expect, it } from 'vitest'
import { expectRebuilt } from '../support/contract'
import { expectHits, mentions, refusalOf, uncacheableOf } from '../support/report'
import { project } from '../bundlers/loaders/project'

const WEBPACK = { bundler: 'webpack' } as const
const STYLES = `import Extract from 'mini-css-extract-plugin'`

describe('babel-loader', () => {
  it('runs without the cache that it has itself, whose results hide what they were made of', async () => {
    const world = project({
      rules: `[{ test: /\\.js$/, use: { loader: 'babel-loader', options: { cacheDirectory: true, plugins: ['./reading.cjs'] } } }]`,
      more: 'devtool: false',
    }, {
      'reading.cjs': `module.exports = ({ types }) => ({ visitor: { Identifier(path) { if (path.node.name === 'SECRET') path.replaceWith(types.stringLiteral(require('node:fs').readFileSync(__dirname + '/secret.txt', 'utf8'))) } } })`,
      'secret.txt': 'first secret',
      'src/index.js': 'import "./a.js"; console.log(SECRET)',
      'src/a.js': 'console.log("a")',
    })
    await world.build(WEBPACK)
    expectHits(await world.build(WEBPACK), 'babel-loader')
    world.write('secret.txt', 'another secret')
    expect(mentions(await world.build(WEBPACK), 'another secret')).toBe(true)
    world.edit('reading.cjs', 'readFileSync', 'readFileSync /* other code of a plugin */')
    expect((await world.build(WEBPACK)).report?.totals.hits).toBe(0)
  })

  it('is told apart by its options, also by what they close over', async () => {
    const world = project({
      head: `import { readFileSync } from 'node:fs'\nconst word = readFileSync('word.txt', 'utf8')\nconst speaking = ({ types }) => ({ visitor: { StringLiteral(path) { if (path.node.value === '?') path.node.value = word } } })`,
      rules: `[{ test: /\\.js$/, use: { loader: 'babel-loader', options: { plugins: [speaking] } } }]`,
      more: 'devtool: false',
    }, { 'word.txt': 'first', 'src/index.js': 'console.log("?")' })
    await world.build(WEBPACK)
    expectHits(await world.build(WEBPACK), 'babel-loader')
    world.write('word.txt', 'second')
    expect(mentions(await expectRebuilt(world, WEBPACK), 'second')).toBe(true)
  })
})

describe('postcss-loader', () => {
  const styles = (options: string, files: Record<string, string>): ReturnType<typeof project> => project({
    head: STYLES,
    rules: `[{ test: /\\.css$/, use: [Extract.loader, 'css-loader', { loader: 'postcss-loader', options: ${options} }] }]`,
    plugins: 'new Extract()',
  }, {
    'src/index.js': 'import "./a.css"; import "./deep/b.css"',
    'src/a.css': '.a { .b { color: red } }',
    'src/deep/b.css': '.c { .d { color: blue } }',
    ...files,
  })

  it('sees its configuration, and leaves files alone that have another', async () => {
    const world = styles('{}', { 'postcss.config.cjs': `module.exports = { plugins: ['postcss-nested'] }` })
    await world.build(WEBPACK)
    expectHits(await world.build(WEBPACK), 'postcss-loader')
    world.write('src/deep/postcss.config.cjs', 'module.exports = { plugins: [] }')
    const nested = await expectRebuilt(world, WEBPACK)
    expect(uncacheableOf(nested, 'postcss-loader')).toEqual({ 'its configuration is in a folder of the project': 1 })
    world.edit('postcss.config.cjs', `'postcss-nested'`, '')
    expect(mentions(await expectRebuilt(world, WEBPACK), '.a .b')).toBe(false)
  })

  it('is refused with plugins that may read other files, in its options or in a file', async () => {
    const own = `{ postcssOptions: { plugins: [{ postcssPlugin: 'my-own', Once() {} }] } }`
    expect(refusalOf(await styles(own, {}).build(WEBPACK), 'postcss-loader')).toMatch(/my-own/)
    const inFile = styles(`{ postcssOptions: { plugins: ['autoprefixer'] } }`, { 'postcss.config.cjs': `module.exports = { plugins: { 'tailwindcss-like': {} } }` })
    expect(refusalOf(await inFile.build({ ...WEBPACK, mayFail: true }), 'postcss-loader')).toMatch(/tailwindcss-like/)
  })
})

describe('other loaders', () => {
  it('are refused where one result depends on more than one file', async () => {
    const world = project({ rules: `[{ test: /\\.ts$/, use: 'ts-loader' }, { test: /\\.svelte$/, use: { loader: 'svelte-loader', options: { emitCss: true } } }, { test: /\\.css$/, type: 'asset' }]`, more: 'externals: [/^svelte/]' }, {
      'tsconfig.json': '{ "compilerOptions": { "target": "es2022", "module": "esnext", "types": [] }, "files": ["src/a.ts"] }',
      'src/index.js': 'import "./a.ts"; import "./View.svelte"',
      'src/a.ts': 'export const a: number = 1',
      'src/View.svelte': '<p>text</p>',
    })
    const { report } = await world.build(WEBPACK)
    expect(report?.notMemoized.map(({ plugin }) => plugin).sort()).toEqual(['svelte-loader', 'ts-loader'])
  })
})
