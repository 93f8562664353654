import { defineConfig } from 'vitest/config'

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole builds in processes of their own; nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two builds at a time are enough for a small machine.
    maxWorkers: 2,
    // The tests decide about the cache themselves.
    env: { UNPLUGIN_CACHE: '', UNPLUGIN_CACHE_DIR: '' },
  },
})

export default config
