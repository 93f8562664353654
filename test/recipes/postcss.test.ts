import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, mentions, refusalOf } from '../support/report'
import { temporaryDir } from '../support/temp'
import { World } from '../support/world'

const PLUGIN = 'vite:css'

const FILES = {
  'package.json': '{ "name": "postcss-app", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'vite.config.mjs': `export default { plugins: [cache()], build: { sourcemap: true, cssMinify: false } }`,
  'src/main.js': `import './plain.css'`,
  'src/plain.css': '.plain { color: token; .nested { user-select: none } }',
  'tokens.json': '{ "token": "#123456" }',
}

/** Reads a file that it does not declare. */
const TOKENS = `
  import { readFileSync } from 'node:fs'
  const tokens = {
    postcssPlugin: 'tokens',
    Declaration(declaration) {
      if (declaration.value === 'token')
        declaration.value = JSON.parse(readFileSync('tokens.json', 'utf8')).token
    },
  }`

describe('PostCSS', () => {
  it('is memoized with plugins that are known', async () => {
    const world = new World({ ...FILES, 'postcss.config.mjs': `export default { plugins: { 'postcss-nested': {}, 'autoprefixer': { overrideBrowserslist: 'Safari 15' } } }` })
    const { cold, warm, elsewhere } = await expectSameBytes(world)
    expect(mentions(cold, '-webkit-user-select')).toBe(true)
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('is memoized with functions that make plugins, and with processors of several', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': `
      import autoprefixer from 'autoprefixer'
      import cssnano from 'cssnano'
      import postcss from 'postcss'
      import nested from 'postcss-nested'
      export default { plugins: [cache()], css: { postcss: { plugins: [autoprefixer, postcss([nested, cssnano()])] } }, build: { sourcemap: true, cssMinify: false } }` })
    const { cold, warm } = await expectSameBytes(world)
    expect(mentions(cold, '.plain .nested{')).toBe(true)
    expectHits(warm, PLUGIN)
    world.edit('vite.config.mjs', 'cssnano()', `cssnano({ preset: ['default', { normalizeWhitespace: false }] })`)
    expect(countsOf(await expectRebuilt(world), PLUGIN)).toMatchObject({ hits: 0, misses: 1 })
  })

  it('is not memoized with a plugin of which the project has no copy', async () => {
    const plugin = `module.exports = () => ({ postcssPlugin: 'postcss-pxtorem', Declaration: declaration => void (declaration.value = 'first') })`
    const elsewhere = temporaryDir({ 'node_modules/postcss-pxtorem/package.json': '{ "name": "postcss-pxtorem" }', 'node_modules/postcss-pxtorem/index.cjs': plugin })
    const world = new World({ ...FILES, 'vite.config.mjs': `import pxtorem from '${elsewhere}/node_modules/postcss-pxtorem/index.cjs'\nexport default { plugins: [cache()], css: { postcss: { plugins: [pxtorem()] } }, build: { sourcemap: true, cssMinify: false } }` })
    const { warm } = await expectSameBytes(world)
    expect(refusalOf(warm, PLUGIN)).toBe('PostCSS uses postcss-pxtorem, which the project itself cannot load')
  })

  it('is not memoized with an unknown plugin in a file, and says so', async () => {
    const world = new World({ ...FILES, 'postcss.config.mjs': `${TOKENS}\nimport './own-plugin.mjs'\nexport default { plugins: [tokens] }`, 'own-plugin.mjs': '' })
    const { warm } = await expectSameBytes(world)
    expect(countsOf(warm, PLUGIN)).toMatchObject({ hits: 0, misses: 0 })
    expect(refusalOf(warm, PLUGIN)).toContain('which may read other files')
    world.write('tokens.json', '{ "token": "#654321" }')
    expect(mentions(await expectRebuilt(world), '#654321')).toBe(true)
  })

  it('is not memoized with a plugin that is written in the configuration itself', async () => {
    const world = new World({ ...FILES, 'postcss.config.mjs': `${TOKENS}\nexport default { plugins: [tokens] }` })
    await expectSameBytes(world)
    world.write('tokens.json', '{ "token": "#654321" }')
    expect(mentions(await expectRebuilt(world), '#654321')).toBe(true)
  })

  it('is not memoized with an unknown plugin in the configuration of Vite, and says so', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': `${TOKENS}\nexport default { plugins: [cache()], css: { postcss: { plugins: [tokens] } }, build: { sourcemap: true, cssMinify: false } }` })
    const { warm } = await expectSameBytes(world)
    expect(countsOf(warm, PLUGIN)).toMatchObject({ hits: 0, misses: 0 })
    expect(refusalOf(warm, PLUGIN)).toBe('PostCSS uses tokens, which may read other files')
    world.write('tokens.json', '{ "token": "#654321" }')
    expect(mentions(await expectRebuilt(world), '#654321')).toBe(true)
  })

  it('sees a configuration that is added, becomes unknown, and goes', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('postcss.config.mjs', `import nested from 'postcss-nested'\nexport default { plugins: [nested({ bubble: ['phone'] })] }`)
    expect(mentions(await expectRebuilt(world), '.plain .nested')).toBe(true)
    world.write('postcss.config.mjs', `${TOKENS}\nimport './own-plugin.mjs'\nexport default { plugins: [tokens] }`)
    world.write('own-plugin.mjs', '')
    expect(mentions(await expectRebuilt(world), '#123456')).toBe(true)
    world.remove('postcss.config.mjs')
    expectHits(await expectRebuilt(world), PLUGIN)
  })

  it('is left alone where Lightning CSS takes its place', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': `export default { plugins: [cache()], css: { transformer: 'lightningcss' }, build: { sourcemap: true, cssMinify: false } }` })
    const { warm } = await expectSameBytes(world)
    expect(refusalOf(warm, PLUGIN)).toBe('Lightning CSS reads files on its own')
  })
})
