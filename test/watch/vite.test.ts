import { describe, expect, it } from 'vitest'
import { edit } from '../support/edit'
import { Watcher } from '../support/watch'
import { World } from '../support/world'
import { watches } from './contract'

const FILES = {
  'package.json': '{ "name": "app", "type": "module" }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'vite.config.mjs': `
    import { readFileSync } from 'node:fs'
    import { fileURLToPath } from 'node:url'
    import vue from '@vitejs/plugin-vue'
    const notice = {
      name: 'notice',
      transform(code, id) {
        if (!id.endsWith('main.ts')) return
        const file = fileURLToPath(new URL('src/notice.txt', import.meta.url))
        this.addWatchFile(file)
        return { code: code + '\\nconsole.log(' + JSON.stringify(readFileSync(file, 'utf8')) + ')', map: null }
      },
    }
    export default {
      plugins: [cache({ plugins: { notice: true } }), vue(), notice],
      build: { sourcemap: true, minify: false, rollupOptions: { external: ['vue'] } },
    }`,
  'src/main.ts': `import { createApp } from 'vue'\nimport App from './App.vue'\nimport './page.scss'\ncreateApp(App).mount('#app')`,
  'src/App.vue': `<script setup lang="ts">
import { ref } from 'vue'
import type { Size } from './types'
const props = defineProps<{ size?: Size }>()
const count = ref<number>(0)
</script>
<template><button :class="props.size" @click="count++">{{ count }} clicks</button></template>
<style scoped lang="scss">
@use './theme' as *;
button { color: $accent; span { padding: 1px } }
</style>`,
  'src/types.ts': `export type Size = 'small' | 'large'`,
  'src/page.scss': `@use './theme' as *;\nbody { background: $accent }`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: #123456;`,
  'src/notice.txt': 'first notice',
}

describe.each(['vite', 'vite7'] as const)('%s build --watch', (bundler) => {
  watches(bundler)
})

describe.each(['vite', 'vite7'] as const)('%s build --watch with Vue and Sass', (bundler) => {
  it('gives what a plain build gives after each edit, and knows the state before it again', async () => {
    const world = new World(FILES)
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler)
    expect((await watcher.start()).hits).toBeGreaterThan(0)

    await watcher.rebuild(() => edit(world, 'src/App.vue', '<button', '<button title="t"'), 'src/App.vue')
    await watcher.rebuild(() => edit(world, 'src/App.vue', 'ref<number>(0)', 'ref<number>(7)'), 'src/App.vue')
    await watcher.rebuild(() => edit(world, 'src/App.vue', 'padding: 1px', 'padding: 2px'), 'src/App.vue')
    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#123456', '#654321'), 'src/_colors.scss')
    const undone = await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#654321', '#123456'), 'src/_colors.scss')
    expect(undone.misses, undone.reasons.join()).toBe(0)
    expect(undone.hits).toBeGreaterThan(0)
    await watcher.rebuild(() => edit(world, 'src/notice.txt', 'first', 'second'), 'src/notice.txt')
    await watcher.rebuild(() => edit(world, 'src/App.vue', ' title="t"', ''), 'src/App.vue')
    await watcher.close()
  })

  it('starts with what a build has stored, and stores for the next build', async () => {
    const world = new World(FILES)
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler)
    const first = await watcher.start()
    // Vue's plugin has another option in watch mode, so its results are not shared with single builds.
    expect.soft(first.reasons.filter(reason => !reason.startsWith('vite:vue '))).toEqual([])
    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#123456', '#654321'), 'src/_colors.scss')
    await watcher.rebuild(() => edit(world, 'src/App.vue', 'clicks', 'taps'), 'src/App.vue')
    await watcher.close()
    const after = await world.build({ bundler })
    expect(JSON.stringify(after.files)).toContain('taps')
    const others = after.report?.plugins.filter(({ plugin }) => plugin !== 'vite:vue').flatMap(({ hooks }) => hooks) ?? []
    expect(others.map(({ misses }) => misses), JSON.stringify(others)).toEqual(others.map(() => 0))
  })
})

describe('vite build --watch with Vue', () => {
  it('goes on after a component that could not be compiled', async () => {
    const world = new World(FILES)
    await world.build()
    const watcher = new Watcher(world, 'vite')
    await watcher.start()
    await watcher.breakBuild(() => edit(world, 'src/App.vue', '</button>', '</butto>'), 'src/App.vue')
    await watcher.rebuild(() => edit(world, 'src/App.vue', '</butto>', '!</button>'), 'src/App.vue')
    await watcher.close()
    const again = new Watcher(world, 'vite')
    const first = await again.start()
    expect(first.misses, first.reasons.join()).toBe(0)
    await again.close()
  })
})
