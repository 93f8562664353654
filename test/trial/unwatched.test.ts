import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../support/contract'
import { refusalOf, uncacheableOf } from '../support/report'
import { World } from '../support/world'
import { HOME } from './project'

const REASON = 'it was loaded before the cache, and what it does with functions of Node cannot be seen; import the cache first'

/** Ways to call a function that was taken out of its module when the plugin was loaded. */
const WAYS: Record<string, { top: string, read: string }> = {
  'a variable': { top: `const { readFileSync } = require('fs')`, read: `readFileSync(file, 'utf8')` },
  'a promise': { top: `const { readFile } = require('fs/promises')`, read: `await readFile(file, 'utf8')` },
  'promisify': { top: `const read = require('util').promisify(require('fs').readFile)`, read: `await read(file, 'utf8')` },
  'bind': { top: `const read = require('fs').readFileSync.bind(null)`, read: `read(file, 'utf8')` },
  'a process': { top: `const { execFileSync } = require('child_process')`, read: `execFileSync(process.execPath, ['-p', 'fs.readFileSync(' + JSON.stringify(file) + ', "utf8").trim()'], { encoding: 'utf8' }).trim()` },
}

/** A plugin whose results depend on a file, and that is loaded before all else. */
function projectWith({ top, read }: { top: string, read: string }, options = '{}'): World {
  return new World({
    'package.json': '{ "name": "app", "type": "module" }',
    'rollup.config.mjs': `
      import { reader } from './${HOME}/reader/index.cjs'
      export default { input: 'src/main.js', plugins: [cache(${options}), reader()], output: { dir: 'dist' } }`,
    'src/main.js': 'console.log(LABEL)',
    'label.txt': 'first',
    [`${HOME}/reader/package.json`]: '{ "name": "reader", "version": "1.0.0" }',
    [`${HOME}/reader/index.cjs`]: `
      ${top}
      const file = require('path').resolve('label.txt')
      exports.reader = () => ({ name: 'reader', async transform(code) { return { code: code.replace('LABEL', JSON.stringify(${read})), map: null } } })`,
  })
}

const BEFORE = { bundler: 'rollup', env: { NODE_OPTIONS: `--require ./${HOME}/reader/index.cjs` } } as const

describe('a plugin that was loaded before the cache', () => {
  it.each(Object.keys(WAYS))('is not memoized when it has taken functions out of Node: by %s', async (way) => {
    const world = projectWith(WAYS[way]!)
    await expectRebuilt(world, BEFORE)
    expect(refusalOf(await expectRebuilt(world, BEFORE), 'reader')).toBe(REASON)
    world.write('label.txt', 'second')
    await expectRebuilt(world, BEFORE)
  })

  it('nor when the user says that it may be skipped', async () => {
    const world = projectWith(WAYS['a variable']!, `{ plugins: { reader: true } }`)
    await expectRebuilt(world, BEFORE)
    expect(uncacheableOf(await expectRebuilt(world, BEFORE), 'reader')).toHaveProperty([REASON])
    world.write('label.txt', 'second')
    await expectRebuilt(world, BEFORE)
  })

  it('nor when it was memoized while it was loaded later', async () => {
    const world = projectWith(WAYS['a variable']!)
    const later = { bundler: 'rollup' } as const
    await expectRebuilt(world, later)
    expect((await expectRebuilt(world, later)).report?.totals.hits).toBe(1)
    expect(refusalOf(await expectRebuilt(world, BEFORE), 'reader')).toBe(REASON)
    world.write('label.txt', 'second')
    await expectRebuilt(world, BEFORE)
    await expectRebuilt(world, later)
  })

  it('is memoized when it imports them, and sees what they read', async () => {
    const world = projectWith({ top: '', read: `await (await import('./read.mjs')).read(file)` })
    world.write(`${HOME}/reader/read.mjs`, `import { readFile } from 'node:fs/promises'\nexport const read = file => readFile(file, 'utf8')`)
    const before = { bundler: 'rollup', env: { NODE_OPTIONS: `--import ./${HOME}/reader/read.mjs` } } as const
    await expectRebuilt(world, before)
    expect(countsOf(await expectRebuilt(world, before), 'reader')).toMatchObject({ hits: 1, misses: 0 })
    world.write('label.txt', 'second')
    expect(countsOf(await expectRebuilt(world, before), 'reader')).toMatchObject({ hits: 0, misses: 1 })
  })

  it('is not memoized where it matters to a recipe what it reads', async () => {
    const world = new World({
      'package.json': '{ "name": "app", "type": "module" }',
      'esbuild.config.mjs': `
        import svelte from 'esbuild-svelte'
        export default { entryPoints: ['src/main.js'], bundle: true, format: 'esm', external: ['svelte'], plugins: [cache(), svelte({ compilerOptions: { css: 'injected' } })] }`,
      'src/main.js': `import App from './App.svelte'\nconsole.log(App)`,
      'src/App.svelte': '<b>first</b>',
    })
    const before = { bundler: 'esbuild', env: { NODE_OPTIONS: '--require esbuild-svelte' } } as const
    await expectRebuilt(world, before)
    expect(uncacheableOf(await expectRebuilt(world, before), 'esbuild-svelte')).toHaveProperty([REASON])
    world.edit('src/App.svelte', 'first', 'second')
    await expectRebuilt(world, before)
  })
})
