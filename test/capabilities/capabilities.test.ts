import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { type Exit, REPOSITORY, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const HERE = join(REPOSITORY, 'test/capabilities')
const CONFIG = `
  import { join } from 'node:path'
  const reporter = [${JSON.stringify(join(HERE, 'reporter.ts'))}, { readme: join(import.meta.dirname, 'README.md'), folders: [import.meta.dirname] }]
  export default {
    plugins: [{ name: 'capabilities', configureVitest: ({ vitest }) => void vitest.config.reporters.push(reporter) }],
    test: { include: ['*.test.ts'] },
  }`
const TESTS = `
  import { expect, it } from 'vitest'
  import { shows } from ${JSON.stringify(join(HERE, 'shows.ts'))}
  it('passes', () => shows('vite', 'load', 'transform'))
  it('may fail', () => { shows('rollup', 'load'); expect(1).toBe(1) })
  it('is another', () => shows('esbuild', 'load'))`

/** A project with two files of tests, and a table that nobody has written yet. */
function project(): { run: (...args: string[]) => Promise<Exit>, row: (label: string) => string | undefined, edit: (from: string, to: string) => void } {
  const dir = temporaryDir({ 'vitest.config.mjs': CONFIG, 'a.test.ts': TESTS, 'b.test.ts': `import { it } from 'vitest'\nit('shows nothing', () => {})`, 'README.md': '# Title\n<!-- capabilities -->\n<!-- /capabilities -->\n' })
  const read = (file: string): string => readFileSync(join(dir, file), 'utf8')
  return {
    run: (...args) => runNode([join(REPOSITORY, 'node_modules/vitest/vitest.mjs'), 'run', '--root', dir, '--reporter=dot', ...args], { cwd: REPOSITORY, env: { NO_COLOR: '1', PATH: process.env.PATH ?? '' } }),
    row: label => read('README.md').split('\n').find(line => line.startsWith(`| ${label}`)),
    edit: (from, to) => writeFileSync(join(dir, 'a.test.ts'), read('a.test.ts').replace(from, to)),
  }
}

describe('the table of capabilities', () => {
  it('has to be what passed tests have shown', async () => {
    const { run, row } = project()
    const missing = await run()
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('is not what the tests have shown')
    expect((await run('--update')).code).toBe(0)
    expect(row('`load`')).toBe('| `load`, `onLoad` of esbuild | ✓ |   |   | ✓ |   | ✓ | – | – | – |')
    expect(row('`transform`')).toBe('| `transform` | ✓ |   |   |   |   | – | – | – | – |')
    expect((await run()).code).toBe(0)
  })

  it('loses a tick with the test, and with its success', async () => {
    const { run, row, edit } = project()
    await run('--update')
    edit(`it('passes', () => shows('vite', 'load', 'transform'))`, '')
    const removed = await run()
    expect(removed.code).toBe(1)
    expect(removed.stderr).toContain('| `transform` |   |')
    edit('toBe(1)', 'toBe(2)')
    await run('--update')
    expect(row('`load`')).toBe('| `load`, `onLoad` of esbuild |   |   |   |   |   | ✓ | – | – | – |')
  })

  it('is left alone where not all tests have run', async () => {
    const { run } = project()
    expect((await run('b.test.ts')).code).toBe(0)
    expect((await run('-t', 'is another')).code).toBe(0)
  })

  it('has no place for what does not exist', async () => {
    const { run, edit } = project()
    edit(`shows('esbuild', 'load')`, `shows('esbuild', 'transform')`)
    const { stdout, stderr } = await run()
    expect(stdout + stderr).toContain('does not exist for esbuild')
  })
})
