import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const PLUGIN = 'vite:css'

const FILES = {
  'package.json': '{ "name": "styles", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'vite.config.mjs': `export default { plugins: [cache()], build: { sourcemap: true, cssMinify: false }, css: { preprocessorOptions: { less: { math: 'always' } } } }`,
  'postcss.config.mjs': `
    import autoprefixer from 'autoprefixer'
    import nested from 'postcss-nested'
    export default { plugins: [nested(), autoprefixer()] }`,
  '.browserslistrc': 'Firefox 140\n',
  'src/main.js': `import './plain.css'\nimport './sass.scss'\nimport './indented.sass'\nimport './less.less'\nimport './stylus.styl'`,
  'src/plain.css': `@import './imported.css';\n.plain { color: red; .nested { user-select: none } }`,
  'src/imported.css': '.imported { color: green }',
  'src/sass.scss': `@use './parts' as *;\n.sass { color: $accent; .nested { margin: 1px } }`,
  'src/_parts.scss': `@forward './deep/colors';`,
  'src/deep/_colors.scss': '$accent: #123456;',
  'src/indented.sass': '.indented\n  padding: 2px + 1px\n',
  'src/less.less': `@import './vars';\n.less { width: (@size + 1); .nested { height: @size } }`,
  'src/vars.less': '@size: 4px;',
  'src/stylus.styl': `@import './tones'\n.stylus\n  color tone\n`,
  'src/tones.styl': 'tone = #abcdef\n',
}

describe('style sheets', () => {
  it('give the same bytes, and hit everything in the second build', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES))
    for (const text of ['#123456', '.plain .nested', 'width: 5px', 'padding: 3px', '#abcdef'])
      expect(mentions(cold, text), text).toBe(true)
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('are compiled again when they or what they import are edited', async () => {
    const world = new World(FILES)
    await world.build()
    for (const [file, from, to] of [
      ['src/plain.css', 'color: red', 'color: purple'],
      ['src/imported.css', 'green', 'gray'],
      ['src/deep/_colors.scss', '#123456', '#654321'],
      ['src/indented.sass', '1px', '7px'],
      ['src/vars.less', '4px', '8px'],
      ['src/tones.styl', '#abcdef', '#fedcba'],
    ] as const) {
      world.edit(file, from, to)
      const warm = await expectRebuilt(world)
      // Sass compiles two sheets at once, and what one of them reads may count for both.
      if (file === 'src/deep/_colors.scss')
        expect(countsOf(warm, PLUGIN).misses).toBeLessThanOrEqual(2)
      else
        expectMisses(warm, PLUGIN, 1)
    }
  })

  it('see a file that newly wins over the one that was imported, and one that is gone', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('src/parts.scss', '$accent: #000111;')
    world.remove('src/_parts.scss')
    expect(mentions(await expectRebuilt(world), '#000111')).toBe(true)
    world.remove('src/parts.scss')
    world.write('src/parts/_index.scss', '$accent: #000222;')
    expect(mentions(await expectRebuilt(world), '#000222')).toBe(true)
    world.write('src/parts.css', '')
    const { exitCode: without } = await world.build({ cache: false, mayFail: true })
    const { exitCode } = await world.build({ mayFail: true })
    expect(exitCode).toBe(without)
  })

  it('see the browsers that are aimed at', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('.browserslistrc', 'Safari 15\n')
    expect(mentions(await expectRebuilt(world), '-webkit-user-select')).toBe(true)
    world.remove('.browserslistrc')
    world.write('package.json', '{ "name": "styles", "type": "module", "browserslist": ["Firefox 140"] }')
    expect(mentions(await expectRebuilt(world), '-webkit-user-select')).toBe(false)
    world.write('package.json', '{ "name": "styles", "type": "module", "browserslist": ["Safari 15"] }')
    expect(mentions(await expectRebuilt(world), '-webkit-user-select')).toBe(true)
    const firefox = { env: { BROWSERSLIST: 'Firefox 140' } }
    expect(mentions(await expectRebuilt(world, firefox), '-webkit-user-select')).toBe(false)
  })

  it('see the options of Vite and the PostCSS configuration', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', `math: 'always'`, `math: 'always', globalVars: { size: '9px' }, modifyVars: { size: '9px' }`)
    expect(mentions(await expectRebuilt(world), 'width: 10px')).toBe(true)
    world.edit('vite.config.mjs', 'less:', `scss: { additionalData: '$extra: 1;' }, less:`)
    world.edit('src/sass.scss', 'margin: 1px', 'margin: $extra')
    await expectRebuilt(world)
    world.edit('postcss.config.mjs', 'nested(), ', '')
    expect(mentions(await expectRebuilt(world), '.plain .nested')).toBe(false)
    world.remove('postcss.config.mjs')
    await expectRebuilt(world)
  })

  it('are not memoized when CSS modules, undeclared files or worker threads of a plugin are involved', async () => {
    const world = new World({
      ...FILES,
      'src/main.js': `import names from './names.module.scss'\nimport './inlined.less'\nimport './plain.css'\nconsole.log(names)`,
      'src/names.module.scss': '.title { color: red }',
      'src/inlined.less': `.inlined { background: data-uri('./dot.txt') }`,
      'src/dot.txt': 'dot',
    })
    const { warm } = await expectSameBytes(world)
    expectHits(warm, PLUGIN)
    expect(uncacheableOf(warm, PLUGIN)).toEqual({
      'CSS modules leave their exports for another plugin': 1,
      'it reads files that it does not declare': 1,
    })
    world.write('src/dot.txt', 'other')
    await expectRebuilt(world)
  })

  it('do not depend on a source map that is switched on later', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'sourcemap: true', `sourcemap: 'inline'`)
    await expectRebuilt(world)
    expect(countsOf(await expectRebuilt(world), PLUGIN).misses).toBe(0)
  })
})
