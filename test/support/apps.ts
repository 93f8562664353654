/** Small projects for the dev server. */
/** Without an icon the browser would ask for one. */
const HTML = '<link rel="icon" href="data:,"><div id="app"></div><script type="module" src="/src/main.ts"></script>'

export const VUE: Record<string, string> = {
  'package.json': '{ "name": "vue-app", "type": "module" }',
  'index.html': HTML,
  'vite.config.mjs': `
    import vue from '@vitejs/plugin-vue'
    export default { plugins: [cache(), vue()], optimizeDeps: { include: ['vue'] } }`,
  'src/main.ts': `import { createApp } from 'vue'\nimport App from './App.vue'\nimport './page.css'\nimport './page.scss'\ncreateApp(App).mount('#app')`,
  'src/App.vue': `<script setup lang="ts">
import { ref } from 'vue'
import Child from './Child.vue'
const count = ref<number>(0)
</script>
<template>
  <button @click="count++">clicks: {{ count }}</button>
  <p>first text</p>
  <Child size="small" />
</template>
<style scoped lang="scss">
@use './theme' as *;
p { color: $accent; padding: 1px }
</style>`,
  'src/Child.vue': `<script setup lang="ts">
import type { Size } from './types'
const props = defineProps<{ size: Size }>()
const label = 'child'
</script>
<template><em>{{ label }} {{ props.size }}</em></template>
<style scoped>
em { color: rgb(1, 1, 1) }
</style>`,
  'src/types.ts': `export type Size = 'small' | 'large'`,
  'src/page.css': `body { background: rgb(2, 2, 2) }`,
  'src/page.scss': `@use './theme' as *;\nbutton { color: $accent }`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: rgb(3, 3, 3);`,
}

export const REACT: Record<string, string> = {
  'package.json': '{ "name": "react-app", "type": "module" }',
  'index.html': HTML.replace('main.ts', 'main.tsx'),
  'vite.config.mjs': `
    import babel from '@rolldown/plugin-babel'
    import react, { reactCompilerPreset } from '@vitejs/plugin-react'
    export default {
      plugins: [cache(), react(), babel({ presets: [reactCompilerPreset()] })],
      optimizeDeps: { include: ['react', 'react-dom/client', 'react/compiler-runtime', 'react/jsx-runtime', 'react/jsx-dev-runtime'] },
    }`,
  'src/main.tsx': `import { createRoot } from 'react-dom/client'
import App from './App.tsx'
import './page.css'
createRoot(document.querySelector('#app')!).render(<App />)`,
  'src/App.tsx': `import { useState } from 'react'
import { Label } from './Label.tsx'
export default function App() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <button onClick={() => setCount(before => before + 1)}>clicks: {count}</button>
      <p>first text</p>
      <Label count={count} />
    </main>
  )
}`,
  'src/Label.tsx': `import { useState } from 'react'
export function Label({ count }: { count: number }) {
  const [born] = useState(count)
  return <em>label {count - born}</em>
}`,
  'src/page.css': `body { background: rgb(2, 2, 2) }`,
}

export const SVELTE: Record<string, string> = {
  'package.json': '{ "name": "svelte-app", "type": "module" }',
  'index.html': HTML,
  'vite.config.mjs': `
    import { svelte } from '@sveltejs/vite-plugin-svelte'
    export default { plugins: [cache(), svelte()] }`,
  'svelte.config.js': `
    import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
    export default { preprocess: vitePreprocess({ script: true }) }`,
  'src/main.ts': `import { mount } from 'svelte'
import App from './App.svelte'
mount(App, { target: document.querySelector('#app')! })`,
  'src/App.svelte': `<script lang="ts">
import Child from './Child.svelte'
let count: number = $state(0)
</script>
<button onclick={() => count++}>clicks: {count}</button>
<p>first text</p>
<Child size={count} />
<style lang="scss">
@use './theme' as *;
p { color: $accent; padding: 1px }
</style>`,
  'src/Child.svelte': `<script lang="ts">
const { size }: { size: number } = $props()
</script>
<em>child {size}</em>
<style>
em { color: rgb(1, 1, 1) }
</style>`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: rgb(3, 3, 3);`,
}

export const PLAIN: Record<string, string> = {
  'package.json': '{ "name": "plain-app", "type": "module" }',
  'index.html': HTML.replace('<div id="app">', '<div id="app"><button>clicks: 0</button><p>text</p>'),
  'vite.config.mjs': `export default { plugins: [cache()] }`,
  'src/main.ts': `import './page.css'
import './page.scss'
let count = 0
const button = document.querySelector('button')!
button.addEventListener('click', () => button.textContent = 'clicks: ' + ++count)`,
  'src/page.css': `@import './imported.css';
p { padding: 1px }`,
  'src/imported.css': `p { margin: 2px }`,
  'src/page.scss': `@use './theme' as *;
p { color: $accent }`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: rgb(3, 3, 3);`,
}
