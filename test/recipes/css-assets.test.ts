import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const PLUGIN = 'vite:css'
const SMALL = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"/></svg>'
const LARGE = `<svg xmlns="http://www.w3.org/2000/svg"><path d="${'M0 0h8v8z'.repeat(1000)}"/></svg>`

const FILES = {
  'package.json': '{ "name": "assets", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'vite.config.mjs': `export default { plugins: [cache()], build: { sourcemap: true, cssMinify: false } }`,
  'src/main.js': `import './small.css'\nimport './large.scss'\nimport './none.css'`,
  'src/small.css': `.small { background: url('./small.svg') }`,
  'src/large.scss': `.large { background: url('./large.svg'); .again { background: url(./large.svg) } }`,
  'src/none.css': '.none { color: red }',
  'src/small.svg': SMALL,
  'src/large.svg': LARGE,
}

describe('assets of style sheets', () => {
  it('are inlined when small, emitted when large, and come from the cache', async () => {
    const world = new World(FILES)
    const { cold, warm, elsewhere } = await expectSameBytes(world)
    expect(mentions(cold, 'data:image/svg+xml')).toBe(true)
    expect(Object.keys(cold.files).filter(file => file.endsWith('.svg'))).toHaveLength(1)
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('are seen when they are edited, grow over the limit, or are replaced', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/small.svg', 'h8v8z', 'h8v4z')
    expect(mentions(await expectRebuilt(world), 'h8v4z')).toBe(true)
    world.edit('src/large.svg', 'h8v8z', 'h8v4z')
    await expectRebuilt(world)
    world.write('src/small.svg', LARGE.replace('h8v8z', 'h4v4z'))
    await expectRebuilt(world)
    world.write('src/large.svg', SMALL)
    await expectRebuilt(world)
    world.rename('src/large.svg', 'src/big.svg')
    world.edit('src/large.scss', './large.svg', './big.svg')
    world.edit('src/large.scss', './large.svg', './big.svg')
    await expectRebuilt(world)
  })

  it('are seen when the limit changes', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'build: {', 'build: { assetsInlineLimit: 0,')
    const emitted = await expectRebuilt(world)
    expect(mentions(emitted, 'data:image/svg+xml')).toBe(false)
    world.edit('vite.config.mjs', 'assetsInlineLimit: 0', 'assetsInlineLimit: path => path.endsWith("small.svg")')
    await expectRebuilt(world)
    world.edit('vite.config.mjs', 'small.svg', 'large.svg')
    expect(mentions(await expectRebuilt(world), 'data:image/svg+xml')).toBe(true)
  })

  it('keep their names when the order in which they are emitted changes', async () => {
    const world = new World({ ...FILES, 'src/second.svg': LARGE.replace('h8', 'h9'), 'vite.config.mjs': FILES['vite.config.mjs'].replace('sourcemap: true', 'sourcemap: false') })
    await world.build()
    world.edit('src/main.js', `import './small.css'`, `import url from './second.svg'\nimport './small.css'\nconsole.log(url)`)
    await expectRebuilt(world)
    world.write('src/none.css', `.none { background: url('./second.svg') }`)
    await expectRebuilt(world)
  })

  // Rolldown counts the references of assets as they come, and the source map shows them: whichever of a style sheet
  // and a picture is read first, which differs between builds without the cache too.
  it('do not get mixed up with assets of modules', async () => {
    const world = new World({ ...FILES, 'src/second.svg': LARGE.replace('h8', 'h9'), 'src/main.js': `import url from './second.svg'\n${FILES['src/main.js']}\nconsole.log(url)` })
    const { warm } = await expectSameBytes(world, {}, { varies: /(?<=ROLLDOWN_FILE_URL_)[\w$-]{22}/g })
    expectHits(warm, PLUGIN)
  })

  it('with a fragment come from the cache or are said to be in the way', async () => {
    const world = new World({ ...FILES, 'src/none.css': `.none { background: url('./large.svg#part') }` })
    const { warm } = await expectSameBytes(world)
    expectMisses(warm, PLUGIN, 1)
    expect(Object.keys(uncacheableOf(warm, PLUGIN))).toHaveLength(1)
    world.edit('src/large.svg', 'h8v8z', 'h8v4z')
    await expectRebuilt(world)
  })

  it('in the public folder have names that only one build knows', async () => {
    const world = new World({ ...FILES, 'public/logo.svg': LARGE, 'src/none.css': `.none { background: url('/logo.svg') }` })
    const { warm } = await expectSameBytes(world)
    expectMisses(warm, PLUGIN, 1)
    expect(uncacheableOf(warm, PLUGIN)).toEqual({ 'it names an asset in a way that only this build knows': 1 })
    world.edit('vite.config.mjs', 'build: {', `base: '/deep/', build: {`)
    expect(mentions(await expectRebuilt(world), '/deep/logo.svg')).toBe(true)
    world.remove('public/logo.svg')
    await expectRebuilt(world)
  })

  it('that a module emits first belong to that module', async () => {
    const world = new World({
      ...FILES,
      'src/main.js': `import url from './large.svg'\nimport './large.scss'\nimport './none.css'\nconsole.log(url)`,
    })
    await expectSameBytes(world)
    world.edit('src/main.js', `import url from './large.svg'\n`, `const url = 1\n`)
    await expectRebuilt(world)
  })
})
