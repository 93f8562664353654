import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { mentions, refusalOf } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'vitepress' } as const

const FILES = {
  'package.json': '{ "name": "site", "type": "module" }',
  '.vitepress/config.mjs': `export default {
    title: 'Site',
    outDir: 'dist',
    vite: { plugins: [cache()] },
    themeConfig: { sidebar: [{ text: 'Other', link: '/other' }] },
  }`,
  '.vitepress/theme/index.js': `import Theme from 'vitepress/theme-without-fonts'\nexport default Theme`,
  'index.md': `# Home\n\n<script setup>\nimport Counter from './Counter.vue'\n</script>\n\n<Counter />\n\n\`\`\`ts\nconst answer: number = 42\n\`\`\`\n\nSee [other](./other.md).\n`,
  'other.md': `# Other\n\n<!--@include: ./part.txt-->\n`,
  'part.txt': 'A part that is included.\n',
  'Counter.vue': `<script setup>\nimport { ref } from 'vue'\nconst count = ref(0)\n</script>\n<template><button @click="count++">{{ count }}</button></template>\n<style scoped>\nbutton { color: #123456 }\n</style>`,
}

// A site is some hundred modules, twice.
describe('VitePress', { timeout: 300_000 }, () => {
  it('is not memoized where it renders Markdown, says why, and gives the same bytes', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES), OPTIONS)
    for (const build of [warm, elsewhere]) {
      expect(refusalOf(build, 'vitepress')).toBe('it collects dead links of all pages and reads git and files out of sight')
      expect(countsOf(build, 'vite:vue').hits).toBeGreaterThan(0)
      expect(build.ours.join('\n')).toContain('it collects dead links of all pages')
    }
  })

  it('sees edits of a page, of what a page includes, and of a component', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    const edits = [['part.txt', 'A part', 'Another part'], ['Counter.vue', '#123456', '#654321'], ['index.md', '# Home', '# Welcome']] as const
    for (const [file, from, to] of edits)
      world.edit(file, from, to)
    const rebuilt = await expectRebuilt(world, OPTIONS)
    for (const [, , text] of edits)
      expect(mentions(rebuilt, text.replace('# ', '')), text).toBe(true)
  })

  it('fails for a dead link in the second build too', async () => {
    const world = new World({ ...FILES, 'other.md': '# Other\n\n[gone](./gone.md)\n' })
    const builds = [await world.build({ ...OPTIONS, mayFail: true }), await world.build({ ...OPTIONS, mayFail: true })]
    for (const { exitCode, printed } of builds) {
      expect(exitCode).toBe(1)
      expect(printed).toContain('dead link')
    }
  })
})
