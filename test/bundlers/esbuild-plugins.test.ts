import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { countsOf, expectRebuilt, expectSameBytes, expectSameTwice } from '../support/contract'
import { expectHits, expectMisses, mentions, missReasonsOf, refusalOf, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'esbuild' } as const

function config(plugin: string, imports: string, more = ''): string {
  return `
    ${imports}
    export default { entryPoints: ['src/main.ts'], bundle: true, format: 'esm', ${more} plugins: [cache(), ${plugin}] }`
}

describe('esbuild-svelte', () => {
  const NAME = 'esbuild-svelte'
  const FILES = {
    'package.json': '{ "name": "components", "type": "module" }',
    'esbuild.config.mjs': config('svelte({ compilerOptions: {} })', `import svelte from 'esbuild-svelte'`, `sourcemap: true, external: ['svelte', 'svelte/*'],`),
    'src/main.ts': `import App from './App.svelte'\nimport { double } from './count.svelte.ts'\nconsole.log(App, double)`,
    'src/App.svelte': `<script>\nimport Child from './Child.svelte'\nlet count = $state(0)\n</script>\n<button onclick={() => count++}>{count}</button><img src="x"><Child />\n<style>button { color: red }</style>`,
    'src/Child.svelte': `<em>child</em>\n<style>em { color: green }</style>`,
    'src/count.svelte.ts': `let count: number = $state(1)\nexport const double = (): number => count * 2`,
  }

  it('gives the same bytes and warnings, and hits everything, also elsewhere', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    expect(cold.printed).toContain('alt attribute')
    for (const build of [warm, elsewhere]) {
      expectHits(build, NAME)
      expect(countsOf(build, NAME).hits).toBe(5)
    }
    shows('esbuild', 'load', 'maps', 'messages', 'elsewhere')
  })

  it('sees an edit of a component, of its style alone, and of an option', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/App.svelte', '{count}<', '{count} times<')
    expectMisses(await expectRebuilt(world, OPTIONS), NAME, 2)
    world.edit('src/Child.svelte', 'green', 'blue')
    const styled = await expectRebuilt(world, OPTIONS)
    expectMisses(styled, NAME, 2)
    expect(mentions(styled, 'blue')).toBe(true)
    world.edit('esbuild.config.mjs', 'compilerOptions: {}', 'compilerOptions: { dev: true }')
    await expectRebuilt(world, OPTIONS)
    expect(missReasonsOf(await expectRebuilt(world, OPTIONS), NAME)).toEqual([])
  })

  it('has its state restored when only the styles are not known', async () => {
    const world = new World(FILES)
    world.edit('esbuild.config.mjs', 'cache()', `cache({ exclude: process.env.STYLES ? [] : /fakecss/ })`)
    await expectRebuilt(world, OPTIONS)
    const partly = await expectRebuilt(world, { ...OPTIONS, env: { STYLES: 'yes' } })
    expect(countsOf(partly, NAME)).toEqual({ hits: 3, misses: 2, bypassed: 0 })
    expect(countsOf(await expectRebuilt(world, { ...OPTIONS, env: { STYLES: 'yes' } }), NAME)).toEqual({ hits: 5, misses: 0, bypassed: 0 })
  })

  it('is not memoized with preprocessors', async () => {
    const world = new World(FILES)
    world.edit('esbuild.config.mjs', 'compilerOptions: {}', `preprocess: [{ markup: ({ content }) => ({ code: content.replace('child', 'kid') }) }]`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(Object.keys(uncacheableOf(warm, NAME))).toEqual(['its preprocessors are not known to be pure'])
  })
})

describe('@mdx-js/esbuild', () => {
  it('gives the same bytes and hits; not with plugins of its own', async () => {
    const world = new World({
      'package.json': '{ "name": "documents", "type": "module" }',
      'esbuild.config.mjs': config('mdx({})', `import mdx from '@mdx-js/esbuild'`, `sourcemap: true, external: ['react/jsx-runtime'],`),
      'src/main.ts': `import Page from './page.mdx'\nimport Other from './other.md'\nconsole.log(Page, Other)`,
      'src/page.mdx': `# Page {1 + 1}`,
      'src/other.md': `Other *document*`,
    })
    const warm = await expectSameTwice(world, OPTIONS)
    expectHits(warm, '@mdx-js/esbuild')
    world.edit('src/page.mdx', 'Page', 'Sheet')
    expectMisses(await expectRebuilt(world, OPTIONS), '@mdx-js/esbuild', 1)
    world.edit('esbuild.config.mjs', 'mdx({})', 'mdx({ remarkPlugins: [() => tree => { tree.children.pop() }] })')
    const refused = await expectRebuilt(world, OPTIONS)
    expect(Object.keys(uncacheableOf(refused, '@mdx-js/esbuild'))).toEqual(['its remark and rehype plugins are not known to be pure'])
  })
})

describe('esbuild-plugin-vue3', () => {
  it('is left alone, with a reason', async () => {
    const world = new World({
      'package.json': '{ "name": "components", "type": "module" }',
      'esbuild.config.mjs': config('vue({})', `import vue from 'esbuild-plugin-vue3'`, `external: ['vue'],`),
      'src/main.ts': `import App from './App.vue'\nconsole.log(App)`,
      'src/App.vue': `<script setup lang="ts">\nconst text: string = 'hello'\n</script>\n<template><p>{{ text }}</p></template>\n<style scoped>p { color: red }</style>`,
      'tsconfig.json': '{}',
    })
    const warm = await expectSameTwice(world, OPTIONS)
    expect(refusalOf(warm, 'vue')).toContain('cannot be stored')
  })
})
