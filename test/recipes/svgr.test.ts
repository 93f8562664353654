import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const PLUGIN = 'vite-plugin-svgr'

const FILES = {
  'package.json': '{ "name": "icons", "type": "module" }',
  'vite.config.mjs': `
    import svgr from 'vite-plugin-svgr'
    export default {
      plugins: [svgr(), cache()],
      build: { sourcemap: true, minify: false, lib: { entry: 'src/main.js', formats: ['es'] }, rolldownOptions: { external: /^react/ } },
    }`,
  'src/main.js': `export { default as Leaf } from './leaf.svg?react'\nexport { default as Pot } from './icons/pot.svg?react'\nexport { default as url } from './leaf.svg'`,
  'src/leaf.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" width="8" height="8"><path stroke-width="2" d="M0 0h8v8z"/></svg>',
  'src/icons/pot.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>',
}

describe('SVGR', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES))
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('converts only the picture that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/leaf.svg', 'h8v8z', 'h8v4z')
    const warm = await expectRebuilt(world)
    expectMisses(warm, PLUGIN, 1)
    expect(mentions(warm, 'h8v4z')).toBe(true)
  })

  it('follows a picture that is renamed', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/icons/pot.svg', 'src/icons/cup.svg')
    world.edit('src/main.js', 'pot.svg', 'cup.svg')
    await expectRebuilt(world)
  })

  it('sees an option of the plugin', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'svgr()', 'svgr({ svgrOptions: { icon: true } })')
    const icons = await expectRebuilt(world)
    expect(countsOf(icons, PLUGIN).hits).toBe(0)
    expect(mentions(icons, '1em')).toBe(true)
    world.edit('vite.config.mjs', 'icon: true', `replaceAttrValues: { '1em': '2em' }, icon: '3em'`)
    expect(mentions(await expectRebuilt(world), '3em')).toBe(true)
  })

  it('sees a configuration that is added next to a picture, edited, and removed', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('src/icons/.svgrrc.json', '{ "icon": true }')
    expect(mentions(await expectRebuilt(world), '1em')).toBe(true)
    world.write('src/icons/.svgrrc.json', '{ "icon": "5em" }')
    expect(mentions(await expectRebuilt(world), '5em')).toBe(true)
    world.remove('src/icons/.svgrrc.json')
    expectHits(await expectRebuilt(world), PLUGIN)
    world.write('package.json', '{ "name": "icons", "type": "module", "svgr": { "icon": "7em" } }')
    expect(mentions(await expectRebuilt(world), '7em')).toBe(true)
  })
})
