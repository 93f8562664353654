import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectRebuilt } from '../support/contract'
import { World } from '../support/world'

const APP = {
  'package.json': '{ "name": "app", "type": "module", "dependencies": { "vue": "^3" } }',
  'package-lock.json': '{ "name": "app", "lockfileVersion": 3, "packages": {} }',
  'index.html': '<script type="module" src="/src/main.ts"></script>',
  'src/main.ts': `import App from './App.vue'\nimport './main.scss'\nconsole.log(App as unknown)`,
  'src/main.scss': `@use './colors';\nbody { color: colors.$text }`,
  'src/_colors.scss': '$text: black;',
  'src/App.vue': '<template><p>text</p></template>\n<script setup lang="ts">\nconst a: number = 1\n</script>\n<style lang="scss" scoped>p { b { color: red } }</style>',
  'vite.config.mjs': `
    import vue from '@vitejs/plugin-vue'
    export default { plugins: [vue(), cache()], build: { minify: false } }`,
}

async function coldWorld(): Promise<World> {
  const world = new World(APP)
  const { report } = await expectRebuilt(world)
  expect(report?.totals.hits).toBe(0)
  expect(report?.totals.misses).toBeGreaterThan(4)
  return world
}

describe('a change that a step can see', () => {
  it('is which style sheet a package.json names', async () => {
    const world = await coldWorld()
    world.write('src/main.scss', `@use './theme' as theme;\nbody { color: theme.$text }`)
    world.write('src/theme/light.scss', '$text: black;')
    world.write('src/theme/dark.scss', '$text: white;')
    world.write('src/theme/package.json', '{ "sass": "light.scss" }')
    await expectRebuilt(world)
    world.write('src/theme/package.json', '{ "sass": "dark.scss" }')
    const { files } = await expectRebuilt(world)
    expect(Object.values(files).join()).toContain('white')
  })
})

describe('a change that no step can see costs no hit', () => {
  it('when another package is installed', async () => {
    const world = await coldWorld()
    world.write('package.json', '{ "name": "app", "type": "module", "dependencies": { "left-pad": "^1", "vue": "^3" }, "scripts": { "build": "vite build" } }')
    world.write('package-lock.json', '{ "name": "app", "lockfileVersion": 3, "packages": { "node_modules/left-pad": { "version": "1.3.0" } } }')
    const { report } = await expectRebuilt(world)
    expect(report?.totals).toMatchObject({ misses: 0 })
    expect(report?.totals.hits).toBeGreaterThan(4)
  })

  it('when the project moves', async () => {
    const world = await coldWorld()
    const copy = world.copy()
    rmSync(world.dir, { recursive: true })
    const { report } = await expectRebuilt(copy)
    expect(report?.totals).toMatchObject({ misses: 0 })
    expect(report?.totals.hits).toBeGreaterThan(4)
  })
})
