import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const TESTS = join(import.meta.dirname, 'test')
/** Looks after the table in README of what holds for which bundler, which the tests in these folders show. */
const CAPABILITIES: [string, Record<string, unknown>] = [
  join(TESTS, 'capabilities/reporter.ts'),
  { readme: join(import.meta.dirname, 'README.md'), folders: ['bundlers', 'dev', 'hmr', 'watch'].map(name => join(TESTS, name)) },
]

const config: ReturnType<typeof defineConfig> = defineConfig({
  plugins: [{
    name: 'capabilities',
    // Whichever reporters the command line asks for.
    configureVitest: ({ vitest }) => void vitest.config.reporters.push(CAPABILITIES),
  }],
  test: {
    include: ['test/**/*.test.ts'],
    // Whole builds in processes of their own; nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // More than a small machine has cores: servers, watchers and browsers wait much of the time.
    maxWorkers: 3,
    // The tests decide about the cache themselves.
    env: { UNPLUGIN_CACHE: '', UNPLUGIN_CACHE_DIR: '' },
  },
})

export default config
