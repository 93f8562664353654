import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const FILES = {
  'package.json': '{ "name": "vue-app", "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "strict": true } }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'vite.config.mjs': `
    import vue from '@vitejs/plugin-vue'
    import vueJsx from '@vitejs/plugin-vue-jsx'
    export default { plugins: [cache(), vue(), vueJsx()], build: { sourcemap: true, minify: false, rolldownOptions: { external: ['vue'] } } }`,
  'src/main.ts': `import { createApp } from 'vue'\nimport App from './App.vue'\ncreateApp(App).mount('#app')`,
  'src/App.vue': `<script setup lang="ts">
import { ref } from 'vue'
import type { Size } from './types'
import Badge from './Badge'
import Card from './Card.vue'
const props = defineProps<{ size?: Size }>()
const count = ref<number>(0)
</script>
<template><button :class="props.size" @click="count++">{{ count }} <Badge /></button><Card title="A" /></template>
<style scoped lang="scss">
@use './theme' as *;
button { color: $accent; span { padding: 1px } }
</style>`,
  'src/Card.vue': `<template>
  <article v-if="isOpen"><h2>{{ title }}</h2><p v-for="n in 3" :key="n">{{ n }}</p></article>
</template>
<script>
export default {
  props: { title: String },
  data() { return { isOpen: true } },
}
</script>
<style scoped lang="less">
@gap: 4px;
article { h2 { margin: @gap } }
</style>`,
  'src/types.ts': `export type Size = 'small' | 'large'`,
  'src/Badge.tsx': `export default () => <b class="badge">!</b>`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: #123456;`,
}

describe('Vue', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const world = new World(FILES)
    const { warm, elsewhere } = await expectSameBytes(world)
    for (const build of [warm, elsewhere])
      expectHits(build, 'vite:vue', 'vite:vue-jsx', 'vite:css')
  })

  it('compiles only the component that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/App.vue', '<button', '<button title="t"')
    const warm = await expectRebuilt(world)
    // The component, and the requests for its script and its style, whose scope is named after the code.
    expectMisses(warm, 'vite:vue', 5)
    expectMisses(warm, 'vite:css', 1)
    expectHits(warm, 'vite:vue-jsx')
  })

  it('sees an edit of a type that a component imports, and of a partial two levels deep', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/types.ts', `'small' | 'large'`, `boolean`)
    const retyped = await expectRebuilt(world)
    expect(mentions(retyped, 'type: Boolean')).toBe(true)
    expectHits(retyped, 'vite:vue-jsx', 'vite:css')
    world.edit('src/_colors.scss', '#123456', '#654321')
    const warm = await expectRebuilt(world)
    expect(mentions(warm, '#654321')).toBe(true)
    expectHits(warm, 'vite:vue-jsx')
    // The scoped style is given what Sass has made of it.
    expectMisses(warm, 'vite:vue', 1)
    expectMisses(warm, 'vite:css', 1)
  })

  it('sees a file with imported types that is deleted, renamed, or newly wins over another', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('src/types.d.ts', `export type Size = boolean`)
    await expectRebuilt(world)
    world.rename('src/types.ts', 'src/sizes.ts')
    await expectRebuilt(world)
    world.edit('src/App.vue', `'./types'`, `'./sizes'`)
    await expectRebuilt(world)
  })

  it('follows a component that is renamed, added or deleted', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/Card.vue', 'src/Panel.vue')
    world.edit('src/App.vue', './Card.vue', './Panel.vue')
    await expectRebuilt(world)
    world.write('src/Card.vue', '<template><i>new</i></template>')
    world.edit('src/App.vue', './Panel.vue', './Card.vue')
    await expectRebuilt(world)
    world.edit('src/App.vue', `import Card from './Card.vue'\n`, '')
    world.edit('src/App.vue', '<Card title="A" />', '')
    world.remove('src/Card.vue')
    await expectRebuilt(world)
  })

  it('sees an option of the plugin and the TypeScript configuration', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'vue()', `vue({ template: { compilerOptions: { whitespace: 'preserve' } } })`)
    const preserved = await expectRebuilt(world)
    expect(countsOf(preserved, 'vite:vue').hits).toBe(0)
    world.edit('vite.config.mjs', 'vueJsx()', 'vueJsx({ optimize: true })')
    const optimized = await expectRebuilt(world)
    expectHits(optimized, 'vite:vue')
    expect(countsOf(optimized, 'vite:vue-jsx')).toMatchObject({ hits: 0, misses: 1 })
    world.edit('tsconfig.json', 'ES2022', 'ES2016')
    await expectRebuilt(world)
  })

  it('runs components for real whose blocks live in other files', async () => {
    const world = new World({
      ...FILES,
      'src/Card.vue': `<template src="./card.html"></template>\n<script src="./card.ts" lang="ts"></script>\n<style src="./card.scss" lang="scss" scoped></style>`,
      'src/card.html': '<p>{{ text }}</p>',
      'src/card.ts': `export default { data: () => ({ text: 'one' as string }) }`,
      'src/card.scss': 'p { a { color: red } }',
    })
    const { warm, elsewhere } = await expectSameBytes(world)
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'vite:vue')
      expect(uncacheableOf(build, 'vite:vue')['a block lives in another file']).toBeGreaterThan(0)
    }
    world.edit('src/card.html', 'text', 'text + 1')
    await expectRebuilt(world)
    world.edit('src/card.ts', 'one', 'two')
    await expectRebuilt(world)
    world.edit('src/card.scss', 'red', 'blue')
    await expectRebuilt(world)
  })

  it('hands custom blocks to the plugin that is there for them', async () => {
    const world = new World({
      ...FILES,
      'vite.config.mjs': `
        import vue from '@vitejs/plugin-vue'
        const i18n = {
          name: 'i18n-block',
          transform: (code, id) => id.includes('vue&type=i18n')
            ? { code: 'export default component => { component.i18n = ' + code.trim() + ' }', map: null, moduleType: 'js' }
            : undefined,
        }
        export default { plugins: [i18n, vue(), cache()], build: { sourcemap: true, minify: false, rolldownOptions: { external: ['vue'] } } }`,
      'src/Badge.tsx': `export default () => '!'`,
      'src/Card.vue': `<template><p>{{ $options.i18n.hello }}</p></template>\n<i18n>\n{ "hello": "hi" }\n</i18n>`,
    })
    const { warm, elsewhere } = await expectSameBytes(world)
    expectHits(warm, 'vite:vue')
    expectHits(elsewhere, 'vite:vue')
    world.edit('src/Card.vue', '"hi"', '"good day"')
    const edited = await expectRebuilt(world)
    expect(mentions(edited, 'good day')).toBe(true)
  })

  it('runs CSS modules for real, and the component around them from the cache', async () => {
    const world = new World({
      ...FILES,
      'src/Card.vue': `<template><p :class="$style.red">a</p></template>\n<style module>\n.red { color: red }\n</style>`,
    })
    const { warm, elsewhere } = await expectSameBytes(world)
    for (const build of [warm, elsewhere]) {
      expectHits(build, 'vite:vue', 'vite:css')
      expect(uncacheableOf(build, 'vite:css')).toEqual({ 'CSS modules leave their exports for another plugin': 1 })
    }
    world.edit('src/Card.vue', '.red {', '.red { margin: 0;')
    await expectRebuilt(world)
  })
})
