import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const OPTIONS = { bundler: 'vitest' } as const

/** The tests write the code that they were given, as far as it shows, so that it can be compared. */
const FILES = {
  'package.json': '{ "name": "tested", "type": "module" }',
  'vitest.config.mjs': `
    import vue from '@vitejs/plugin-vue'
    const stamp = { name: 'stamp', transform: (code, id) => id.endsWith('sum.ts') ? { code: code + '\\nexport const stamp = "first stamp"', map: null } : null }
    export default {
      plugins: [vue(), stamp, cache({ plugins: { stamp: true } })],
      test: {
        include: ['src/*.test.ts'],
        reporters: ['./reporter.mjs'],
        experimental: { fsModuleCache: process.env.MODULE_CACHE === 'yes', fsModuleCachePath: 'modules' },
      },
    }`,
  'reporter.mjs': `export default class {
    onTestCaseResult(test) { console.log(test.fullName, test.result().state) }
    onTestRunEnd(modules, errors, reason) { console.log(reason, errors) }
  }`,
  'src/app.test.ts': `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { expect, it } from 'vitest'
    import { createSSRApp } from 'vue'
    import { renderToString } from 'vue/server-renderer'
    import App from './App.vue'
    import { stamp, sum } from './sum'
    it('renders', async () => {
      const html = await renderToString(createSSRApp(App))
      mkdirSync('dist', { recursive: true })
      writeFileSync('dist/seen.txt', [html, stamp, App.setup, App.__scopeId, sum].join('\\n'))
      expect(html).toContain('hello')
    })
    it('adds', () => expect(sum(1, 2)).toBe(3))`,
  'src/App.vue': `<script setup lang="ts">
import Child from './Child.vue'
const text: string = 'hello'
</script>
<template><p>{{ text }}</p><Child :size="2" /></template>
<style scoped lang="scss">p { em { top: 0 } }</style>`,
  'src/Child.vue': `<script setup lang="ts">
defineProps<{ size: number }>()
</script>
<template><em>child {{ size }}</em></template>`,
  'src/sum.ts': `export const sum = (a: number, b: number): number => a + b`,
}

describe('vitest', () => {
  it('gives the same results and code, and hits in the second run, which ends by itself', async () => {
    const world = new World(FILES)
    const { cold, warm } = await expectSameBytes(world, OPTIONS)
    expect(cold.printed).toContain('renders passed')
    expect(mentions(cold, 'first stamp')).toBe(true)
    expectHits(warm, 'vite:vue', 'vite:css', 'stamp')
    expect(warm.report?.totals.misses).toBe(0)
  })

  it('sees an edited component, a failing test and a plugin that was changed', async () => {
    const world = new World(FILES)
    await world.build(OPTIONS)
    world.edit('src/Child.vue', '<em>child', '<em>grandchild')
    const edited = await expectRebuilt(world, OPTIONS)
    expect(mentions(edited, 'grandchild')).toBe(true)
    expectMisses(edited, 'vite:vue', 1)
    world.edit('vitest.config.mjs', 'first stamp', 'second stamp')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'second stamp')).toBe(true)
    world.edit('src/sum.ts', 'a + b', 'a - b')
    const failing = await world.build({ ...OPTIONS, mayFail: true })
    expect(failing.exitCode).toBe(1)
    expect(failing.printed).toContain('adds failed')
  })

  it('may keep modules itself', async () => {
    const world = new World(FILES)
    const options = { ...OPTIONS, env: { MODULE_CACHE: 'yes' } }
    const without = await world.build({ ...options, cache: false })
    world.remove('modules')
    const first = await world.build(options)
    const second = await world.build(options)
    for (const { files, printed } of [first, second])
      expect({ files, printed }).toEqual({ files: without.files, printed: without.printed })
    expect(second.report?.totals.misses).toBe(0)
    world.remove('modules')
    expect(countsOf(await world.build(options), 'vite:vue').misses).toBe(0)
    world.edit('src/App.vue', `'hello'`, `'hello again'`)
    expect(mentions(await world.build(options), 'hello again')).toBe(true)
  })

  it('is told by a plugin what its results depend on', async () => {
    const world = new World({
      ...FILES,
      // Nobody else can see what is kept in a built-in object, or what another program reads.
      'flavored.mjs': `
        import { execFileSync } from 'node:child_process'
        Array.flavor = execFileSync(process.execPath, ['-p', 'fs.readFileSync("flavor.txt", "utf8").trim()']).toString().trim()
        export const flavored = {
          name: 'flavored',
          configureVitest({ experimental_defineCacheKeyGenerator: define }) {
            define(({ id, sourceCode }) => id.endsWith('sum.ts') && sourceCode.includes('unsafe') ? false : Array.flavor)
          },
          transform: { filter: { id: /sum\\.ts$/ }, handler: code => ({ code: code + '\\nexport const stamp = ' + JSON.stringify(Array.flavor), map: null }) },
        }`,
      'flavor.txt': 'sweet',
      'vitest.config.mjs': FILES['vitest.config.mjs'].replace(/const stamp = .*/, `import { flavored } from './flavored.mjs'`).replace('stamp, cache({ plugins: { stamp: true } })', 'flavored, cache({ plugins: { flavored: true } })'),
    })
    await world.build(OPTIONS)
    expectHits(await expectRebuilt(world, OPTIONS), 'flavored')
    world.write('flavor.txt', 'sour')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'sour')).toBe(true)
    world.edit('src/sum.ts', 'a + b', 'a + b // unsafe')
    await world.build(OPTIONS)
    expect(countsOf(await expectRebuilt(world, OPTIONS), 'flavored')).toEqual({ hits: 0, misses: 0, bypassed: 1 })
  })
})
