import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../support/contract'
import { projectWith } from '../support/mine'
import { World } from '../support/world'

const BUNDLER = { bundler: 'rollup' } as const

describe('a value that is new in each build', () => {
  it('costs one more cold build and is reported, where results do not show it', async () => {
    const world = projectWith(`
      const startedAt = new Date().toISOString()
      const mine = { name: 'mine', transform(code) { return { code: code.replace('log', startedAt ? 'info' : 'warn'), map: null } } }`)
    await expectRebuilt(world, BUNDLER)
    const second = await expectRebuilt(world, BUNDLER)
    expect(countsOf(second, 'mine')).toMatchObject({ hits: 0 })
    expect(second.report?.unstable).toEqual([{ plugin: 'mine', paths: ['module§startedAt'] }])
    expect(second.ours.join()).toContain('mine holds a value that is new in each build (module§startedAt)')
    const third = await expectRebuilt(world, BUNDLER)
    expect(countsOf(third, 'mine')).toMatchObject({ hits: 3, misses: 0 })
  })

  it('stays new where results show it, and they are not kept', async () => {
    const world = projectWith(`
      const id = 'id0' + Math.random().toString(36).slice(2)
      const mine = { name: 'mine', transform(code) { return { code: code.replace('log', 'log' + id), map: null } } }`)
    const builds = []
    for (let count = 0; count < 4; count++)
      builds.push(await world.build(BUNDLER))
    const ids = builds.map(({ files }) => /log(\w+)/.exec(Object.values(files).join())![1])
    expect(new Set(ids).size, 'one id per build').toBe(4)
    expect(builds[3]!.report?.plugins[0]?.hooks[0]).toMatchObject({ hits: 0, uncacheable: { 'it holds a value that is new in each build (module§id)': 3 } })
  })

  it('is an option again as soon as the configuration has changed', async () => {
    const world = projectWith(`
      import { id } from './id.mjs'
      const mine = { name: 'mine', transform(code) { return { code: code.replace('log', id.length > 12 ? 'warn' : 'info'), map: null } } }`, {
      'id.mjs': `export const id = 'a' + Math.random().toString(36).slice(2, 8)`,
    })
    for (let count = 0; count < 3; count++)
      await expectRebuilt(world, BUNDLER)
    world.write('id.mjs', `export const id = 'fixed1234id5678'`)
    const fixed = await expectRebuilt(world, BUNDLER)
    expect(Object.values(fixed.files).join()).toContain('warn')
  })

  it('in `define` costs plugins nothing that do not look at it', async () => {
    const world = new World({
      'package.json': '{ "name": "app", "type": "module" }',
      'index.html': '<script type="module" src="/src/main.js"></script>',
      'src/main.js': `import App from './App.vue'\nconsole.log(App, __BUILT__)`,
      'src/App.vue': `<template><p>{{ built }}</p></template>\n<script setup>\nconst built = __BUILT__\n</script>\n<style lang="scss" scoped>p { b { color: red } }</style>`,
      'vite.config.mjs': `
        import vue from '@vitejs/plugin-vue'
        export default { plugins: [vue(), cache()], define: { __BUILT__: JSON.stringify(process.env.BUILT) }, build: { minify: false } }`,
    })
    const at = (time: string): object => ({ env: { BUILT: time } })
    await expectRebuilt(world, at('2026-11-21T12:43:44Z'))
    const { report } = await expectRebuilt(world, at('2026-11-21T12:44:58Z'))
    expect(report?.totals).toMatchObject({ misses: 0 })
    expect(report?.totals.hits).toBeGreaterThan(3)
  })
})
