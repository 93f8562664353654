import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../support/contract'
import { refusalOf, uncacheableOf } from '../support/report'
import { World } from '../support/world'
import { HOME } from './project'

const REASON = 'it was loaded before the cache, and what it does with functions of Node cannot be seen; import the cache first'

interface Way { top: string, read: string }

/** Ways to call a function that was taken out of its module when the plugin was loaded. */
const READS: Record<string, Way> = {
  'a variable': { top: `const { readFileSync } = require('fs')`, read: `readFileSync(file, 'utf8')` },
  'bytes': { top: `const { readFileSync } = require('fs')`, read: `readFileSync(file).toString()` },
  'a promise': { top: `const { readFile } = require('fs/promises')`, read: `await readFile(file, 'utf8')` },
  'a handle': { top: `const { open } = require('fs/promises')`, read: `await open(file).then(async handle => { const text = await handle.readFile('utf8'); await handle.close(); return text })` },
  'a stream': { top: `const { createReadStream } = require('fs')`, read: `(await createReadStream(file).toArray()).join('')` },
  'promisify': { top: `const read = require('util').promisify(require('fs').readFile)`, read: `await read(file, 'utf8')` },
  'bind': { top: `const read = require('fs').readFileSync.bind(null)`, read: `read(file, 'utf8')` },
  'a helper': { top: `const { help } = require('helper')`, read: `help(file)` },
}
const ASKS: Record<string, Way> = {
  'existsSync': { top: `const { existsSync } = require('fs')`, read: `String(existsSync(file + '.new'))` },
  'access': { top: `const { access } = require('fs/promises')`, read: `await access(file + '.new').then(() => 'there', () => 'not there')` },
  'statSync': { top: `const { statSync } = require('fs')`, read: `String(statSync(file + '.new', { throwIfNoEntry: false })?.size)` },
  'readdirSync': { top: `const { readdirSync } = require('fs')`, read: `readdirSync('src').join()` },
  'readdir in all folders': { top: `const { readdir } = require('fs/promises')`, read: `(await readdir('src', { recursive: true })).filter(name => name.includes('label')).join()` },
}
const PROCESS: Way = { top: `const { execFileSync } = require('child_process')`, read: `execFileSync(process.execPath, ['-p', 'fs.readFileSync(' + JSON.stringify(file) + ', "utf8").trim()'], { encoding: 'utf8' }).trim()` }

/** A plugin whose results depend on a file, and that is loaded before all else. */
function projectWith({ top, read }: Way, options = '{}'): World {
  return new World({
    'package.json': '{ "name": "app", "type": "module" }',
    'rollup.config.mjs': `
      import { reader } from './${HOME}/reader/index.cjs'
      export default { input: 'src/main.js', plugins: [cache(${options}), reader()], output: { dir: 'dist' } }`,
    'src/main.js': 'console.log(LABEL)',
    'label.txt': 'first',
    [`${HOME}/helper/package.json`]: '{ "name": "helper", "version": "1.0.0" }',
    [`${HOME}/helper/index.js`]: `const { readFileSync } = require('fs')\nexports.help = file => readFileSync(file, 'utf8')`,
    [`${HOME}/reader/package.json`]: '{ "name": "reader", "version": "1.0.0" }',
    [`${HOME}/reader/index.cjs`]: `
      ${top}
      const file = require('path').resolve('label.txt')
      exports.reader = () => ({ name: 'reader', async transform(code) { return { code: code.replace('LABEL', JSON.stringify(${read})), map: null } } })`,
  })
}

const BEFORE = { bundler: 'rollup', env: { NODE_OPTIONS: `--require ./${HOME}/reader/index.cjs` } } as const

describe('a plugin that was loaded before the cache', () => {
  it.each(Object.keys({ ...READS, ...ASKS }))('is seen asking for files with what it has taken out of Node: by %s', async (way) => {
    const world = projectWith({ ...READS, ...ASKS }[way]!)
    await expectRebuilt(world, BEFORE)
    expect(countsOf(await expectRebuilt(world, BEFORE), 'reader')).toMatchObject({ hits: 1, misses: 0 })
    world.write(way in READS ? 'label.txt' : way.startsWith('readdir') ? 'src/label.txt' : 'label.txt.new', 'second')
    expect(countsOf(await expectRebuilt(world, BEFORE), 'reader')).toMatchObject({ hits: 0, misses: 1 })
  })

  it('is seen writing', async () => {
    const world = projectWith({ top: `const { writeFileSync } = require('fs')`, read: `(writeFileSync(file + '.copy', 'x'), 'label')` })
    await expectRebuilt(world, BEFORE)
    expect(refusalOf(await expectRebuilt(world, BEFORE), 'reader')).toBe('a step writes files')
  })

  it('is not memoized when it has taken other functions', async () => {
    const world = projectWith(PROCESS)
    await expectRebuilt(world, BEFORE)
    expect(refusalOf(await expectRebuilt(world, BEFORE), 'reader')).toBe(REASON)
    world.write('label.txt', 'second')
    await expectRebuilt(world, BEFORE)
  })

  it('nor when the user says that it may be skipped', async () => {
    const world = projectWith(PROCESS, `{ plugins: { reader: true } }`)
    await expectRebuilt(world, BEFORE)
    expect(uncacheableOf(await expectRebuilt(world, BEFORE), 'reader')).toHaveProperty([REASON])
    world.write('label.txt', 'second')
    await expectRebuilt(world, BEFORE)
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

  it('is seen reading where that matters to a recipe', async () => {
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
    expect(countsOf(await expectRebuilt(world, before), 'esbuild-svelte')).toMatchObject({ hits: 1, misses: 0 })
    world.edit('src/App.svelte', 'first', 'second')
    await expectRebuilt(world, before)
  })
})
