import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { countsOf, expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import { World } from '../../support/world'
import { SOURCES } from './door'

const SIGNING = `
  export const sign = (name, text) => ({ name, transform: code => ({ code: code + '\\nglobalThis.' + name + ' = "' + text + '"', map: null }) })
  export const stamp = { name: 'stamp', renderChunk: (code, chunk, { format }) => ({ code: code + '\\n/* ' + chunk.fileName + ' as ' + format + ' */\\n', map: null }) }
  export const shout = { name: 'shout', renderChunk: { order: 'post', handler: code => code.includes('main') ? code.replaceAll("'a'", "'A'").replaceAll('"a"', '"A"') : null } }`
const RENDERING = `{ plugins: { stamp: { hooks: ['renderChunk'] }, shout: { hooks: ['renderChunk'], portable: true }, mine: true } }`

/** What Rollup and Rolldown have in common: lists of configurations and of outputs, with plugins of their own. */
export function outputs(bundler: 'rollup' | 'rolldown'): void {
  const options = { bundler }
  const world = (config: string, files: Record<string, string> = {}): World => new World({
    ...SOURCES,
    'src/other.js': `import { a } from './a.js'\nexport const other = a`,
    'plugin.mjs': SIGNING,
    'rollup.config.mjs': `import { shout, sign, stamp } from './plugin.mjs'\n${config}`,
    ...files,
  })

  it('memoizes in each of several configurations of one process', async () => {
    const app = world(`export default [
      { input: 'src/main.js', plugins: [cache({ plugins: { mine: true } }), sign('mine', 'one')], output: { dir: 'dist/one', sourcemap: true } },
      { input: 'src/other.js', plugins: [sign('mine', 'two'), cache({ plugins: { mine: true } })], output: { dir: 'dist/two', sourcemap: true } },
    ]`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'two')).toBe(true)
    expectHits(warm, 'mine')
    app.edit('src/a.js', `'a'`, `'edited'`)
    expectMisses(await expectRebuilt(app, options), 'mine', 1)
    shows(bundler, 'several')
  })

  it('memoizes where the cache and a plugin are shared by several configurations', async () => {
    const app = world(`
      const plugins = [cache({ plugins: { mine: true } }), sign('mine', 'shared')]
      export default ['main', 'other'].map(name => ({ input: 'src/' + name + '.js', plugins, output: { dir: 'dist/' + name, sourcemap: true } }))`)
    const { warm } = await expectSameBytes(app, options, { repeats: true })
    expectHits(warm, 'mine')
    app.edit('src/a.js', `'a'`, `'edited'`)
    await expectRebuilt(app, options)
  })

  it('memoizes renderChunk of input and output plugins, for each output', async () => {
    const app = world(`export default {
      input: { main: 'src/main.js', other: 'src/other.js' },
      plugins: [stamp, cache(${RENDERING})],
      output: [{ dir: 'dist/es', sourcemap: true, plugins: [[shout]] }, { dir: 'dist/cjs', format: 'cjs', sourcemap: true }],
    }`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, '/* main.js as cjs */')).toBe(true)
    expectHits(warm, 'stamp', 'shout')
    expect(countsOf(warm, 'stamp').hits).toBe(Object.keys(cold.files).filter(file => file.endsWith('.js')).length)
    app.edit('src/main.js', 'main', 'edited_main')
    expectMisses(await expectRebuilt(app, options), 'stamp', 2)
    shows(bundler, 'renderChunk')
  })

  it('renders again when an output option or the plugin changes', async () => {
    const app = world(`export default {
      input: 'src/main.js',
      plugins: [cache(${RENDERING})],
      output: { dir: 'dist', sourcemap: true, entryFileNames: 'entry.js', plugins: [stamp] },
    }`)
    await app.build(options)
    app.edit('rollup.config.mjs', 'entry.js', 'start.js')
    expect(mentions(await expectRebuilt(app, options), '/* start.js as es */')).toBe(true)
    app.edit('rollup.config.mjs', `sourcemap: true`, `sourcemap: true, format: 'cjs', banner: '// hello'`)
    expect(mentions(await expectRebuilt(app, options), '/* start.js as cjs */')).toBe(true)
    app.edit('plugin.mjs', ` as ' + format`, ` in ' + format`)
    expect(mentions(await expectRebuilt(app, options), '/* start.js in cjs */')).toBe(true)
  })

  it('sees the other chunks where a plugin asks for all of them', async () => {
    const app = world(`
      import { readdirSync } from 'node:fs'
      const list = { name: 'stamp', renderChunk: (code, chunk, options, { chunks }) => ({ code: code + '\\n/* ' + Object.keys(chunks).sort().join() + ' */', map: null }) }
      const input = Object.fromEntries(readdirSync('src/entries').map(name => [name.replace('.js', ''), 'src/entries/' + name]))
      export default { input, plugins: [list, cache(${RENDERING})], output: { dir: 'dist' } }`, { 'src/entries/first.js': 'globalThis.first = 1' })
    await app.build(options)
    app.write('src/entries/second.js', 'globalThis.second = 2')
    expect(mentions(await expectRebuilt(app, options), '/* first.js,second.js */')).toBe(true)
  })

  it('does not memoize a plugin that is switched off', async () => {
    const app = world(`export default { input: 'src/main.js', plugins: [sign('mine', 'one'), cache({ plugins: { mine: false } })], output: { dir: 'dist' } }`)
    const { warm } = await expectSameBytes(app, options)
    expect(countsOf(warm, 'mine')).toEqual({ hits: 0, misses: 0, bypassed: 0 })
  })
}
