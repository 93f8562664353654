import react from '@vitejs/plugin-react'
import cache from 'unplugin-cache/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    react({ babel: { plugins: ['babel-plugin-react-compiler'] } }),
    cache(),
  ],
  build: {
    sourcemap: true,
  },
})
