import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, refusalOf, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const PREPROCESS = 'vite-plugin-svelte:preprocess'
const COMPILE = 'vite-plugin-svelte:compile'
const MODULE = 'vite-plugin-svelte:compile-module'

const FILES = {
  'package.json': '{ "name": "svelte-app", "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "verbatimModuleSyntax": true } }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'svelte.config.js': `
    import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
    export default { preprocess: vitePreprocess({ script: true }) }`,
  'vite.config.mjs': `
    import { svelte } from '@sveltejs/vite-plugin-svelte'
    export default { plugins: [svelte(), cache()], build: { sourcemap: true, minify: false, rolldownOptions: { external: /^svelte/ } } }`,
  'src/main.ts': `import { mount } from 'svelte'\nimport App from './App.svelte'\nmount(App, { target: document.body })`,
  'src/App.svelte': `<script lang="ts">
import Row from './Row.svelte'
import { board, add } from './board.svelte.ts'
let { title }: { title: string } = $props()
</script>
<h1>{title}</h1><button onclick={() => add(title as string)}>+</button>
{#each board.rows as row}<Row {row} />{/each}
<style lang="scss">
@use './theme';
h1 { color: theme.$accent; &:hover { margin: 0 } }
</style>`,
  'src/Row.svelte': `<script>
let { row } = $props()
</script>
<p class="row">{row}</p>
<style>
.row { padding: 1px }
</style>`,
  'src/board.svelte.ts': `export const board = $state<{ rows: string[] }>({ rows: [] })
export function add(row: string): void { board.rows.push(row) }`,
  'src/_theme.scss': '$accent: #123456;',
}

/** A picture without a text for those who cannot see it: the compiler has something to say. */
const WITH_WARNING = FILES['src/Row.svelte'].replace('</p>', '<img src="a.png"></p>')

describe('Svelte', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES))
    expect(mentions(cold, '#123456')).toBe(true)
    for (const build of [warm, elsewhere])
      expectHits(build, PREPROCESS, COMPILE, MODULE)
  })

  it('prints the warnings of the compiler in the second build too', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World({ ...FILES, 'src/Row.svelte': WITH_WARNING }))
    for (const build of [warm, elsewhere]) {
      expect(build.printed).toContain('src/Row.svelte')
      expect(build.printed).toContain('a11y_missing_attribute')
      expectHits(build, COMPILE)
    }
  })

  it('compiles only the component that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/Row.svelte', '<p', '<p title="t"')
    const warm = await expectRebuilt(world)
    expectMisses(warm, PREPROCESS, 1)
    expectMisses(warm, COMPILE, 1)
    expectHits(warm, MODULE)
  })

  it('sees an edit of a module with runes', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/board.svelte.ts', 'push', 'unshift')
    const warm = await expectRebuilt(world)
    expect(countsOf(warm, MODULE).misses).toBe(1)
    expectHits(warm, PREPROCESS, COMPILE)
  })

  it('sees a style sheet that a component uses: edited, replaced by a folder, renamed', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/_theme.scss', '#123456', '#654321')
    expect(mentions(await expectRebuilt(world), '#654321')).toBe(true)
    world.remove('src/_theme.scss')
    world.write('src/theme/_index.scss', '$accent: #abcdef;')
    expect(mentions(await expectRebuilt(world), '#abcdef')).toBe(true)
    world.rename('src/theme/_index.scss', 'src/theme/index.scss')
    await expectRebuilt(world)
  })

  it('follows a component that is renamed, added or deleted', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/Row.svelte', 'src/Line.svelte')
    world.edit('src/App.svelte', './Row.svelte', './Line.svelte')
    await expectRebuilt(world)
    world.write('src/Row.svelte', '<b>new</b>')
    world.edit('src/App.svelte', './Line.svelte', './Row.svelte')
    await expectRebuilt(world)
    world.remove('src/Line.svelte')
    await expectRebuilt(world)
  })

  it('sees a compiler option in svelte.config.js and in the plugin', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('svelte.config.js', 'default {', `default { compilerOptions: { css: 'injected' },`)
    const injected = await expectRebuilt(world)
    expect(countsOf(injected, COMPILE).hits).toBe(0)
    world.edit('vite.config.mjs', 'svelte()', 'svelte({ compilerOptions: { preserveComments: true, cssHash: ({ name }) => `my-${name}` } })')
    expect(mentions(await expectRebuilt(world), 'my-Row')).toBe(true)
    world.edit('vite.config.mjs', 'my-', 'our-')
    expect(mentions(await expectRebuilt(world), 'our-Row')).toBe(true)
  })

  it('sees the TypeScript configuration, and a preprocessor that is taken away', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('tsconfig.json', '"ES2022"', '"ES2020"')
    await expectRebuilt(world)
    world.edit('svelte.config.js', 'vitePreprocess({ script: true })', 'vitePreprocess({ style: true })')
    await expectRebuilt(world)
  })

  it('sees an edit of a preprocessor of the project', async () => {
    const world = new World({
      ...FILES,
      'svelte.config.js': `
        import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
        import { shout } from './shout.js'
        export default { preprocess: [vitePreprocess({ script: true }), shout] }`,
      'shout.js': `export const shout = { name: 'shout', markup: ({ content }) => ({ code: content.replace('class="row"', 'class="row loud"') }) }`,
    })
    const { warm } = await expectSameBytes(world)
    expect(mentions(warm, 'row loud')).toBe(true)
    world.edit('shout.js', 'row loud', 'row quiet')
    expect(mentions(await expectRebuilt(world), 'row quiet')).toBe(true)
  })

  it('says why options that are computed for each component are not memoized', async () => {
    const world = new World({
      ...FILES,
      'vite.config.mjs': FILES['vite.config.mjs'].replace('svelte()', `svelte({ dynamicCompileOptions: ({ filename }) => ({ preserveComments: filename.includes('Row') }) })`),
    })
    const { warm } = await expectSameBytes(world)
    expect(countsOf(warm, COMPILE).hits).toBe(0)
    expect(Object.keys(uncacheableOf(warm, COMPILE))).toEqual(['the option dynamicCompileOptions may look at anything'])
  })

  it('runs Less for real, and components without a style language from the cache', async () => {
    const world = new World({ ...FILES, 'src/App.svelte': FILES['src/App.svelte'].replace('lang="scss"', 'lang="less"').replace(`@use './theme';`, '@c: red;').replace('theme.$accent', '@c') })
    const { warm } = await expectSameBytes(world)
    expectHits(warm, PREPROCESS, COMPILE)
    expect(uncacheableOf(warm, PREPROCESS)).toEqual({ 'Less and Stylus run in worker threads': 1 })
    expect(refusalOf(warm, PREPROCESS)).toBeUndefined()
  })
})
