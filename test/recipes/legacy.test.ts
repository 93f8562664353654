import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, refusalOf } from '../support/report'
import { World } from '../support/world'

const FILES = {
  'package.json': '{ "name": "legacy-app", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.ts"></script>',
  'vite.config.mjs': `
    import legacy from '@vitejs/plugin-legacy'
    export default { plugins: [legacy({ targets: 'Chrome 49' }), cache()], build: { sourcemap: true } }`,
  'src/main.ts': `import './style.scss'\nimport('./lazy').then(({ items }) => document.title = items.flat().at(-1)?.padStart(3))`,
  'src/lazy.ts': `export const items: string[][] = [['a'], [...'b']]`,
  'src/style.scss': 'a { b { color: red } }',
}

// Style sheets are transformed once for each kind of browsers.
describe('plugin-legacy', { timeout: 300_000 }, () => {
  it('is not memoized, says why, and gives the same bytes', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES), {}, { repeats: true })
    expect(Object.keys(cold.files).filter(file => file.includes('polyfills-legacy'))).not.toEqual([])
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'vite:css')
      expect(refusalOf(build, 'vite:legacy-post-process')).toBe('it collects the polyfills of all chunks while it renders them')
    }
  })

  it('gives the same bytes with Terser, whose chunks for old browsers run for real', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': FILES['vite.config.mjs'].replace('sourcemap: true', `sourcemap: true, minify: 'terser'`) })
    const { warm } = await expectSameBytes(world, {}, { repeats: true })
    expectHits(warm, 'vite:terser')
    world.edit('src/lazy.ts', `['a']`, `['a', 'c']`)
    await expectRebuilt(world)
  })

  it('collects the polyfills of an edited module', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/lazy.ts', `[...'b']`, `[...'b'].map(x => x.replaceAll('b', String(Object.entries({}))))`)
    await expectRebuilt(world)
    world.edit('vite.config.mjs', 'Chrome 49', 'Chrome 60')
    await expectRebuilt(world)
  })
})
