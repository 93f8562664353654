import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { countsOf, expectRebuilt, expectSameBytes, expectSameTwice } from '../support/contract'
import { expectHits, expectMisses, mentions, missReasonsOf, refusalOf, uncacheableOf } from '../support/report'
import { type BuildResult, World } from '../support/world'

const OPTIONS = { bundler: 'esbuild' } as const
const NAME = 'thing'

/** A project with one plugin, whose `setup` has this body; the first lines of each text file are given to it. */
function project(setup: string, place: { head?: string, files?: Record<string, string>, rule?: string, options?: string } = {}): World {
  const { head = '', files = {}, rule = 'true', options = '' } = place
  return new World({
    'package.json': '{ "name": "bundle", "type": "module" }',
    'esbuild.config.mjs': `
      import { thing } from './plugin.mjs'
      export default { entryPoints: ['src/main.js'], bundle: true, format: 'esm', sourcemap: true, ${options} plugins: [cache({ plugins: { ${NAME}: ${rule} } }), thing({})] }`,
    'plugin.mjs': `
      import { readFileSync } from 'node:fs'
      import { dirname, join } from 'node:path'
      ${head}
      export const thing = options => ({ name: '${NAME}', async setup(build) { ${setup} } })`,
    'src/main.js': `import a from './a.txt'\nimport b from './b.txt'\nconsole.log(a, b)`,
    'src/a.txt': 'text of a',
    'src/b.txt': 'text of b',
    ...files,
  })
}

/** Expects the contract to hold with hits, and an edit of one file to be seen while the other hits. */
async function expectWorks(world: World): Promise<BuildResult> {
  const { cold, warm } = await expectSameBytes(world, OPTIONS)
  expectHits(warm, NAME)
  world.edit('src/a.txt', 'text', 'new text')
  expectMisses(await expectRebuilt(world, OPTIONS), NAME, 1)
  return cold
}

describe('a callback of onLoad', () => {
  it('is memoized, with all that its result may have', async () => {
    await expectWorks(project(`
      build.onLoad({ filter: /\\.txt$/ }, async ({ path }) => ({
        contents: 'export { default } from "./deep.js"; export const text = ' + JSON.stringify(readFileSync(path, 'utf8')),
        loader: 'ts', resolveDir: join(dirname(path), 'deep'), watchFiles: [path], watchDirs: [dirname(path)], pluginName: 'renamed', pluginData: { from: 'load' },
        warnings: path.endsWith('b.txt') ? [] : [{ id: 'own', text: 'careful', location: { file: path, line: 1, column: 2, length: 3, lineText: 'some text' }, notes: [{ text: 'a note' }], detail: { at: path } }],
      }))
      build.onResolve({ filter: /deep/ }, args => ({ path: join(args.resolveDir, args.path), pluginData: { again: args.pluginData.from } }))
      build.onLoad({ filter: /deep\\.js$/ }, args => ({ contents: 'export default ' + JSON.stringify(args.pluginData) + readFileSync(args.path, 'utf8') }))`,
    { files: { 'src/deep/deep.js': ' // deep' } }))
    shows('esbuild', 'load', 'data', 'messages', 'declared')
  })

  it('may return bytes, which stay bytes', async () => {
    const cold = await expectWorks(project(`
      build.onLoad({ filter: /\\.txt$/ }, ({ path }) => ({ contents: new Uint8Array([0, 255, 128, ...readFileSync(path)]), loader: 'file' }))`))
    expect(Object.values(cold.files).some(content => Buffer.from(content, 'base64')[1] === 255)).toBe(true)
  })

  it('may return nothing, so that the next one is asked', async () => {
    const world = project(`
      build.onLoad({ filter: /\\.txt$/ }, ({ path }) => { readFileSync(path) })
      build.onLoad({ filter: /\\.txt$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8') + ' of the second', loader: 'text' }))`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(countsOf(warm, NAME)).toEqual({ hits: 4, misses: 0, bypassed: 0 })
    world.edit('src/a.txt', 'text', 'new text')
    expectMisses(await expectRebuilt(world, OPTIONS), NAME, 2)
  })

  it('is asked again for another namespace, suffix, plugin data or import attribute', async () => {
    const world = project(`
      build.onResolve({ filter: /^it/ }, args => ({ path: 'it', namespace: args.path.split('-')[1] ?? 'it', suffix: args.with.type ? '?' + args.with.type : '', pluginData: { from: args.path.split('-')[2] } }))
      build.onLoad({ filter: /.*/, namespace: 'it' }, args => ({ contents: JSON.stringify(args), loader: 'text' }))
      build.onLoad({ filter: /.*/, namespace: 'other' }, args => ({ contents: JSON.stringify(args), loader: 'text' }))
      build.onLoad({ filter: /.*/, namespace: 'another' }, args => ({ contents: JSON.stringify(args), loader: 'text' }))`,
    { files: { 'src/main.js': `import a from 'it'\nimport b from 'it-other'\nimport c from 'it-another-data'\nimport d from 'it' with { type: 'text' }\nconsole.log(a, b, c, d)` } })
    const { cold, warm } = await expectSameBytes(world, OPTIONS)
    expectHits(warm, NAME)
    world.edit('src/main.js', 'it-another-data', 'it-another-changed')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'changed')).toBe(true)
    expect(countsOf(cold, NAME).misses).toBeGreaterThan(2)
  })

  it('is asked again when plugin data that it was given cannot be compared', async () => {
    const world = project(`
      build.onResolve({ filter: /\\.txt$/ }, args => ({ path: join(args.resolveDir, args.path), pluginData: { ask: () => 'answer' } }))
      build.onLoad({ filter: /\\.txt$/ }, args => ({ contents: args.pluginData.ask() + readFileSync(args.path, 'utf8'), loader: 'text' }))`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(uncacheableOf(warm, NAME)).toEqual({ 'called with plugin data that cannot be compared': 2 })
  })

  it('is asked again after it has returned an error', async () => {
    const world = project(`
      build.onLoad({ filter: /\\.txt$/ }, ({ path }) => readFileSync(path, 'utf8').includes('broken') ? { errors: [{ text: 'it is broken' }] } : { contents: 'fine', loader: 'text' })`)
    world.edit('src/a.txt', 'text', 'broken text')
    const first = await world.build({ ...OPTIONS, mayFail: true })
    const second = await world.build({ ...OPTIONS, mayFail: true })
    expect([first, second].map(({ exitCode }) => exitCode)).toEqual([1, 1])
    expect(uncacheableOf(second, NAME)).toEqual({ 'it returned errors': 1 })
    expect(second.printed).toContain('it is broken')
    world.edit('src/a.txt', 'broken ', '')
    expectMisses(await expectRebuilt(world, OPTIONS), NAME, 1)
    shows('esbuild', 'failures')
  })

  it('sees a file that it reads in secret, and one that comes to be', async () => {
    const world = project(`
      build.onLoad({ filter: /a\\.txt$/ }, ({ path }) => {
        const found = ['more.secret', 'less.secret'].map(name => join(dirname(path), name)).find(file => { try { readFileSync(file); return true } catch { return false } })
        return { contents: readFileSync(found, 'utf8'), loader: 'text' }
      })`, { files: { 'src/less.secret': 'first secret' } })
    await expectSameTwice(world, OPTIONS)
    world.edit('src/less.secret', 'first', 'second')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'second secret')).toBe(true)
    world.write('src/more.secret', 'third secret')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'third secret')).toBe(true)
    shows('esbuild', 'secret')
  })
})

describe('what a callback sees of the build', () => {
  it('are options, of the build and its own, which it may look at when it is asked', async () => {
    const world = project(`
      build.onLoad({ filter: /\\.txt$/ }, () => ({ contents: JSON.stringify([build.initialOptions.define, build.initialOptions.platform]) + 'size ' + options.size, loader: 'text' }))`)
    const warm = await expectSameTwice(world, OPTIONS)
    expectHits(warm, NAME)
    world.edit('esbuild.config.mjs', 'bundle: true', `bundle: true, platform: 'node'`)
    expect(mentions(await expectRebuilt(world, OPTIONS), 'node')).toBe(true)
    world.edit('esbuild.config.mjs', 'thing({})', 'thing({ size: 7 })')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'size 7')).toBe(true)
    shows('esbuild', 'plugin')
  })

  it('is what it has read while it was set up and when the build started', async () => {
    const world = project(`
      const early = readFileSync('early.json', 'utf8')
      let late
      build.onStart(() => { late = readFileSync('late.json', 'utf8') })
      build.onLoad({ filter: /\\.txt$/ }, () => ({ contents: early + late, loader: 'text' }))`,
    { files: { 'early.json': 'first', 'late.json': 'last' } })
    const warm = await expectSameTwice(world, OPTIONS)
    expectHits(warm, NAME)
    world.write('late.json', 'last of all')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'last of all')).toBe(true)
    world.write('early.json', 'first of all')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'first of all')).toBe(true)
  })

  it('are answers to questions, which are asked again', async () => {
    const world = project(`
      build.onLoad({ filter: /a\\.txt$/ }, async ({ path }) => {
        const { path: found, errors } = await build.resolve('./near', { kind: 'import-statement', resolveDir: dirname(path) })
        return { contents: errors.length + found.slice(-7), loader: 'text' }
      })`, { files: { 'src/near.js': '' }, rule: `{ hooks: ['load'], portable: true }` })
    const warm = await expectSameTwice(world, OPTIONS)
    expectHits(warm, NAME)
    world.write('src/near.ts', '')
    const rebuilt = await expectRebuilt(world, OPTIONS)
    expect(mentions(rebuilt, 'near.ts')).toBe(true)
    expect(missReasonsOf(rebuilt, NAME)).toEqual(['the answer to resolve changed'])
    shows('esbuild', 'resolving')
  })

  it('are builds of its own, which read files out of sight and are not kept', async () => {
    const world = project(`
      build.onLoad({ filter: /a\\.txt$/ }, async ({ path }) => {
        const { outputFiles } = await build.esbuild.build({ entryPoints: [join(dirname(path), 'inner.js')], write: false })
        return { contents: outputFiles[0].text, loader: 'text' }
      })
      build.onLoad({ filter: /b\\.txt$/ }, async ({ path }) => ({ contents: (await build.esbuild.transform(readFileSync(path, 'utf8') + ': number', { loader: 'ts' })).code, loader: 'text' }))`,
    { files: { 'src/inner.js': 'inner = 1', 'src/b.txt': 'let b' } })
    const warm = await expectSameTwice(world, OPTIONS)
    expect(countsOf(warm, NAME)).toEqual({ hits: 1, misses: 1, bypassed: 0 })
    expect(uncacheableOf(warm, NAME)).toEqual({ 'calls this.esbuild.build': 1 })
  })
})

describe('plugins', () => {
  it('are left alone when nobody says anything about them', async () => {
    const world = project(`build.onLoad({ filter: /\\.txt$/ }, () => ({ contents: 'x', loader: 'text' }))`)
    world.edit('esbuild.config.mjs', `{ plugins: { ${NAME}: true } }`, '')
    const warm = await expectSameTwice(world, OPTIONS)
    expect(refusalOf(warm, NAME)).toBe('no recipe')
  })

  it('are named when they are set up before the cache, and work as ever', async () => {
    const world = project(`build.onLoad({ filter: /\\.txt$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'text' }))`)
    world.edit('esbuild.config.mjs', /plugins: \[.*\] }/.exec(world.read('esbuild.config.mjs'))![0], `plugins: [thing({}), { name: 'other', setup() {} }, cache({ plugins: { ${NAME}: true } })] }`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(warm.ours.join()).toContain(`"${NAME}": not cached, because esbuild sets up plugins in the order of the list; put unplugin-cache first in "plugins"`)
    expect(warm.ours.join()).not.toContain('other')
  })

  it('may be shared by builds that run at the same time, and so may the cache', async () => {
    const world = project(`
      build.onLoad({ filter: /\\.txt$/ }, ({ path }) => ({ contents: build.initialOptions.outdir + readFileSync(path, 'utf8'), loader: 'text' }))`)
    const config = world.read('esbuild.config.mjs')
    world.write('esbuild.config.mjs', `${config.replace('export default', 'const one =')}\nexport default [{ ...one, outdir: 'dist/one' }, { ...one, outdir: 'dist/two' }]`)
    const warm = await expectSameTwice(world, OPTIONS)
    expect(mentions(warm, 'dist/onetext of a')).toBe(true)
    expect(mentions(warm, 'dist/twotext of a')).toBe(true)
    expectHits(warm, NAME)
    shows('esbuild', 'several')
  })

  it('run again when what they import is edited, wherever the cache was created', async () => {
    const world = project(`build.onLoad({ filter: /\\.txt$/ }, () => ({ contents: label(), loader: 'text' }))`, {
      head: `import { label } from './label.mjs'`,
      files: { 'label.mjs': `import { text } from './text.mjs'\nexport const label = () => text.value`, 'text.mjs': `export const text = { get value() { return 'first label' } }` },
    })
    await world.build(OPTIONS)
    world.edit('text.mjs', 'first', 'second')
    expect(mentions(await expectRebuilt(world, OPTIONS), 'second label')).toBe(true)
    shows('esbuild', 'plugin')
  })

  it('may be given the cache by the door for all bundlers', async () => {
    const world = project(`build.onLoad({ filter: /\\.txt$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'text' }))`)
    const plain = await world.build({ ...OPTIONS, cache: false })
    const config = world.read('esbuild.config.mjs').replace('cache({', 'unplugin.esbuild({')
    world.write('esbuild.config.mjs', `import { unplugin } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}\n${config}`)
    await world.build(OPTIONS)
    const warm = await world.build(OPTIONS)
    expect(warm.files).toEqual(plain.files)
    expectHits(warm, NAME)
  })

  it('cannot be switched on when everything is switched off', async () => {
    const world = project(`build.onLoad({ filter: /\\.txt$/ }, () => ({ contents: 'x', loader: 'text' }))`)
    const off = await world.build({ ...OPTIONS, env: { UNPLUGIN_CACHE: 'off' } })
    expect(off.report).toBeUndefined()
    expect(off.exitCode).toBe(0)
  })
})
