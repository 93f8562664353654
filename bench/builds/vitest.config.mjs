/** Of the generated suite that this file is copied into. CACHES names the caches that are on. */
import process from 'node:process'
import { mergeConfig } from 'vitest/config'
import app from './vite.config.mjs'

const caches = (process.env.CACHES ?? 'ours').split(',')

export default mergeConfig(app, {
  test: {
    reporters: ['./reporter.mjs'],
    experimental: { fsModuleCache: caches.includes('fsModuleCache'), fsModuleCachePath: 'node_modules/.cache/vitest-modules' },
  },
})
