import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes, expectSameTwice } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'esbuild' } as const
/** It brings sass-embedded along, which Vite prefers as soon as it is there. */
const isInstalled = existsSync(new URL('../../node_modules/esbuild-sass-plugin', import.meta.url))

describe.skipIf(!isInstalled)('esbuild-sass-plugin', () => {
  const NAME = 'sass-plugin'
  const FILES = {
    'package.json': '{ "name": "styles", "type": "module" }',
    'esbuild.config.mjs': `
      import { sassPlugin } from 'esbuild-sass-plugin'
      export default { entryPoints: ['src/main.ts'], bundle: true, format: 'esm', plugins: [cache(), sassPlugin({})] }`,
    'src/main.ts': `import './page.scss'\nimport './other.scss'\nimport './plain.css'`,
    'src/page.scss': `@use './theme' as *;\n@warn 'careful';\np { color: $accent; a { margin: 0 } }`,
    'src/other.scss': `$size: 2px;\nem { padding: $size * 2 }`,
    'src/plain.css': `b { color: blue }`,
    'src/_theme.scss': `@forward './colors';`,
    'src/_colors.scss': `$accent: #123456;`,
  }

  it('gives the same bytes and warnings, and hits everything, also elsewhere', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    expect(cold.printed).toContain('careful')
    for (const build of [warm, elsewhere])
      expectHits(build, NAME)
  })

  it('sees an edit of a partial, one that newly wins, and an option', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/_colors.scss', '#123456', '#654321')
    expectMisses(await expectRebuilt(world, OPTIONS), NAME, 1)
    world.write('src/theme.scss', '$accent: #abcdef;')
    expect(mentions(await expectRebuilt(world, OPTIONS), '#abcdef')).toBe(true)
    world.edit('esbuild.config.mjs', 'sassPlugin({})', `sassPlugin({ precompile: source => source + '\\n.added { top: 0 }' })`)
    expect(mentions(await expectRebuilt(world, OPTIONS), '.added')).toBe(true)
  })

  it('gives the same source maps', async () => {
    const world = new World({ ...FILES, 'esbuild.config.mjs': FILES['esbuild.config.mjs'].replace('bundle: true', 'bundle: true, sourcemap: true') })
    const warm = await expectSameTwice(world, OPTIONS)
    expectHits(warm, NAME)
    world.edit('esbuild.config.mjs', ' sourcemap: true,', '')
    world.edit('esbuild.config.mjs', 'sassPlugin({})', 'sassPlugin({ sourceMap: true })')
    expect(uncacheableOf(await expectRebuilt(world, OPTIONS), NAME)).toEqual({ 'it has a source map, which the build does not ask for': 2 })
  })

  it('is not memoized with an option that may do anything', async () => {
    const world = new World(FILES)
    world.edit('esbuild.config.mjs', 'sassPlugin({})', `sassPlugin({ transform: css => css.replace('2px', '3px') })`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(Object.keys(uncacheableOf(warm, NAME))).toEqual(['the option transform may read anything, and leaves style sheets for another callback'])
  })
})
