import { svelte } from '@sveltejs/vite-plugin-svelte'
import cache from 'unplugin-cache/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [svelte(), cache()],
  build: {
    sourcemap: true,
  },
})
