import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const PLUGIN = '@mdx-js/rollup'

const FILES = {
  'package.json': '{ "name": "docs", "type": "module" }',
  'vite.config.mjs': `
    import mdx from '@mdx-js/rollup'
    export default {
      plugins: [mdx(), cache()],
      build: { sourcemap: true, minify: false, lib: { entry: 'src/main.js', formats: ['es'] }, rolldownOptions: { external: /^react/ } },
    }`,
  'src/main.js': `export { default as Home } from './home.mdx'\nexport { default as About } from './about.md'`,
  'src/home.mdx': `import { Chart } from './chart.js'\n\n# Home {1 + 1}\n\nSome *text* and <Chart year={2024} />.\n`,
  'src/about.md': `# About\n\n- one\n- two\n`,
  'src/chart.js': `export const Chart = ({ year }) => 'chart of ' + year`,
}

describe('MDX', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES))
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('compiles only the page that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/home.mdx', 'Some', 'Any')
    expectMisses(await expectRebuilt(world), PLUGIN, 1)
  })

  it('follows a page that is renamed or added', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/about.md', 'src/about.mdx')
    world.edit('src/main.js', 'about.md', 'about.mdx')
    await expectRebuilt(world)
    world.write('src/about.md', '# Again')
    world.edit('src/main.js', 'about.mdx', 'about.md')
    await expectRebuilt(world)
  })

  it('sees an option of the plugin', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'mdx()', `mdx({ jsxImportSource: 'preact' })`)
    world.edit('vite.config.mjs', '/^react/', '/^p?react/')
    const warm = await expectRebuilt(world)
    expect(countsOf(warm, PLUGIN).hits).toBe(0)
    expect(mentions(warm, 'preact/jsx-runtime')).toBe(true)
  })

  it('is not memoized with remark plugins, and says so', async () => {
    const world = new World({
      ...FILES,
      'vite.config.mjs': FILES['vite.config.mjs']
        .replace('export default', `
    import { basename } from 'node:path'
    const sign = () => (tree, { path }) => { tree.children.push({ type: 'paragraph', children: [{ type: 'text', value: 'from ' + basename(path) }] }) }
    export default`)
        .replace('mdx()', 'mdx({ remarkPlugins: [sign] })'),
    })
    const { warm } = await expectSameBytes(world)
    expect(mentions(warm, 'from about.md')).toBe(true)
    expect(countsOf(warm, PLUGIN)).toMatchObject({ hits: 0, misses: 0 })
    expect(uncacheableOf(warm, PLUGIN)).toEqual({ 'its remark and rehype plugins are not known to be pure': 2 })
    expect(warm.ours.join()).toContain('its remark and rehype plugins are not known to be pure')
  })
})
