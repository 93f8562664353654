import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { LEDGER_NAME } from '../../src/plugin/ledger'
import { auditOf, auditable, runAudit, verdicts } from '../support/audit'
import { poll } from '../support/child'
import { CLI, RUN_BUILD, startNode } from '../support/processes'
import { temporaryDir } from '../support/temp'
import { Watcher } from '../support/watch'
import { World, readTree } from '../support/world'

const build = { bundler: 'rollup' } as const

describe('an audit of innocent plugins', () => {
  it('finds the output equal, and leaves that of a plain build and nothing else', async () => {
    const world = new World(auditable('shout(), data()'))
    world.write('dist/old.txt', 'not ours')
    const before = readdirSync(world.dir)
    const audit = await auditOf(world, 0)
    expect(audit).toMatchObject({ equal: true, compared: 2, different: [], notDeterministic: [], ledgers: [] })
    expect(verdicts(audit)).toEqual({ shout: 'equal', data: 'equal' })
    expect(audit.plugins.find(({ plugin }) => plugin === 'data')).toMatchObject({ voucher: 'tried', hooks: [{ hook: 'load', calls: 3, hits: 3 }] })
    expect(audit.snippet).toMatch(/^cache\(\{\n {2}plugins: \{\n( {4}'(shout|data)': true,\n){2} {2}\},\n\}\)$/)
    expect(readdirSync(world.dir)).toEqual(before)
    const { 'old.txt': old, ...left } = readTree(world.path('dist'))
    expect([old, left]).toEqual(['not ours', (await world.build({ ...build, cache: false })).files])
  })

  it('reads for people too', async () => {
    const world = new World(auditable('shout(), emit("now.txt", () => String(performance.now()))'))
    const { code, stdout, stderr } = await runAudit(world)
    expect(stderr.split('\n').filter(Boolean)).toEqual(['with an empty cache', 'with a full cache', 'without the cache', 'without the cache, again'].map((title, index) => `unplugin-cache: build ${index + 1}, ${title} …`))
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Equal: 2 files with and without the cache\n\nNot compared, because two builds without the cache differ: dist\/now\.txt\.\n.*\n\nplugin +hook +calls +time +saving +verdict +reason\nshout +transform +3 +\d+ ms +\d+ ms +equal\n/)])
    expect(stdout).toContain(`cache({\n  plugins: {\n    'shout': true,\n  },\n})`)
  })
})

describe('an audit of a plugin that needs all of its steps', () => {
  it('names it and what it changes, among three others', async () => {
    const world = new World(auditable('shout(), list(), banner(), data()'))
    const plain = await world.build({ ...build, cache: false })
    const audit = await auditOf(world, 1)
    expect(audit).toMatchObject({ equal: false, different: ['dist/list.json'] })
    expect(verdicts(audit)).toEqual({ shout: 'equal', banner: 'equal', data: 'equal', list: 'differs: dist/list.json differs' })
    expect(audit.snippet!.split('\n').slice(2, -2).sort()).toEqual([`    'banner': { hooks: ['renderChunk'] },`, `    'data': true,`, `    'list': false,`, `    'shout': true,`])
    expect(readTree(world.path('dist'))).toEqual(plain.files)
  })

  it('also finds several, and those that a recipe or the options vouch for', async () => {
    const world = new World(auditable('shout(), tally("svgr"), tally("esbuild"), tally("mine")', 'cache({ plugins: { shout: true, mine: true } })'))
    const audit = await auditOf(world, 1)
    expect(verdicts(audit)).toEqual({ shout: 'equal: declared', svgr: 'differs: dist/svgr-nothing.txt is new', esbuild: 'differs: dist/esbuild-nothing.txt is new', mine: 'differs: dist/mine-nothing.txt is new' })
    expect(Object.fromEntries(audit.plugins.map(({ plugin, voucher }) => [plugin, voucher]))).toEqual({ shout: 'declared', svgr: 'tried', esbuild: 'recipe', mine: 'declared' })
    expect(Object.keys(readTree(world.path('dist')))).toEqual(['esbuild.txt', 'main.js', 'main.js.map', 'mine.txt', 'svgr.txt'])
  })

  it('finds one whose build fails without them', async () => {
    const strict = `{ name: 'strict', count: 0, transform() { this.meta; count++ }, buildEnd(error) { if (!error && count === 0) throw new Error('no steps') } }`
    const world = new World(auditable(`shout(), data(), ${strict}`))
    world.edit('rollup.config.mjs', 'export default', 'let count = 0\nexport default')
    const audit = await auditOf(world, 1)
    expect(verdicts(audit)).toMatchObject({ shout: 'equal', data: 'equal', strict: 'differs: the build fails (exit code 1)' })
    expect(Object.keys(readTree(world.path('dist')))).toEqual(['main.js', 'main.js.map'])
  })
})

describe('outputs that are not deterministic', () => {
  it('are left out and listed, unless the time is all there is to them and it is stopped', async () => {
    const world = new World(auditable('shout(), emit("time.txt", () => `${new Date().toISOString()} ${clock()} ${Date()}`)'))
    const env = { NODE_OPTIONS: '--import=data:text/javascript,globalThis.clock=()=>Date.now()' }
    expect(await auditOf(world, 0, [], env)).toMatchObject({ compared: 2, notDeterministic: ['dist/time.txt'] })
    const frozen = await auditOf(world, 0, ['--freeze-time'], env)
    expect(frozen).toMatchObject({ compared: 3, notDeterministic: [] })
  })
})

describe('an audit of a build with Vite', () => {
  it('compares what has no hash of chance in its name', async () => {
    const world = new World({
      ...auditable(''),
      'index.html': '<script type="module" src="/src/main.js"></script>',
      'src/style.css': 'b { color: red }',
      'src/lazy.js': 'export default Math.PI',
      'src/main.js': `import './style.css'\nimport a from './a.js'\nconsole.log('hello', a, () => import('./lazy.js'))`,
      'vite.config.mjs': `
        import { list, shout } from './plugins.js'
        const chance = { name: 'chance', transform: (code, id) => id.endsWith('lazy.js') ? code.replace('Math.PI', String(Math.random())) : undefined }
        export default { plugins: [cache(), shout(), list(), chance] }`,
    })
    const audit = await auditOf(world, 1, [], {}, 'vite')
    expect(audit.notDeterministic).toContain('dist/assets/lazy-*.js')
    expect(audit.different).toEqual(['dist/list.json'])
    expect(verdicts(audit)).toMatchObject({ shout: 'equal', list: 'differs: dist/list.json differs' })
  })
})

describe('the ledger', () => {
  const plugins = 'shout(process.env.MARK), list(), data()'
  const keepsState = expect.stringMatching(/^keeps state/) as unknown
  const changed = { plugin: 'shout', reason: expect.stringMatching(/^audited, but it has changed since; keeps state/) as unknown }

  it('vouches in later builds for plugins that were found innocent, for as long as they are the same', async () => {
    const world = new World(auditable(plugins))
    expect(await auditOf(world, 1, ['--write'])).toMatchObject({ ledgers: [world.path(LEDGER_NAME)] })
    expect(JSON.parse(world.read(LEDGER_NAME))).toEqual({
      format: 1,
      plugins: {
        data: { verdict: 'equal', hooks: ['load'], fingerprints: [expect.any(String)] },
        list: { verdict: 'differs', hooks: ['transform'], reason: 'dist/list.json differs', fingerprints: [expect.any(String)] },
        shout: { verdict: 'equal', hooks: ['transform'], fingerprints: [expect.any(String)] },
      },
    })
    // To paste the verdicts, or to add another plugin, is not to change these.
    world.edit('rollup.config.mjs', 'cache()', 'cache({ plugins: { list: false } }), emit("more.txt", () => "more")')
    const elsewhere = world.copy()
    await elsewhere.build(build)
    const { report, files } = await elsewhere.build(build)
    expect(report?.notMemoized).toEqual([{ plugin: 'list', reason: 'switched off by the option plugins' }])
    expect(report?.plugins).toMatchObject([{ plugin: 'data', hooks: [{ hits: 3, misses: 0 }] }, { plugin: 'shout', hooks: [{ hits: 3, misses: 0 }] }])
    expect(files['list.json']).toBe('["a.js","main.js","text.js"]')
    world.edit('rollup.config.mjs', '{ list: false }', '{}')
    const other = await world.build({ ...build, env: { MARK: '?' } })
    expect(other.report?.notMemoized).toEqual(expect.arrayContaining([{ plugin: 'list', reason: 'audited: dist/list.json differs' }, changed]))
    expect(other.files['main.js']).toContain('HELLO?')
    world.edit('plugins.js', 'banner', 'flag')
    world.edit('rollup.config.mjs', 'banner', 'flag')
    expect((await world.build(build)).report?.notMemoized).toContainEqual(changed)
  })

  it('tells plugins apart by what they hold and run, but not by the time, also when that was stopped', async () => {
    const dir = temporaryDir({ 'node_modules/helper/package.json': '{ "name": "helper", "version": "1.0.0" }', 'node_modules/helper/index.js': 'exports.help = 1' })
    const world = new World(auditable('{ ...shout(), help, startedAt: new Date().toISOString() }'), { dir })
    world.edit('rollup.config.mjs', 'import', 'import { help } from "helper"\nimport')
    const reasonsFor = async (): Promise<unknown> => (await world.build(build)).report?.notMemoized
    await auditOf(world, 0, ['--write', '--freeze-time'])
    expect([await reasonsFor(), await reasonsFor()]).toEqual([[changed], []])
    world.edit(LEDGER_NAME, '"transform"', '"load"')
    expect((await world.build(build)).report).toMatchObject({ plugins: [], notMemoized: [] })
    world.edit('node_modules/helper/package.json', '1.0.0', '1.0.1')
    expect(await reasonsFor()).toEqual([changed])
  })

  it('vouches only in builds: no audit has seen what plugins keep for the next one', async () => {
    const shout = { verdict: 'equal', hooks: ['transform'], fingerprints: ['x'] }
    const world = new World({ ...auditable('shout()'), [LEDGER_NAME]: JSON.stringify({ format: 1, plugins: { shout } }) })
    const watcher = new Watcher(world, 'rollup')
    await watcher.start()
    expect(world.report()?.notMemoized).toEqual([{ plugin: 'shout', reason: expect.stringMatching(/^audited for builds only; keeps state/) }])
    await watcher.close()
  })

  it('is ignored with one warning when it is none', async () => {
    const world = new World({ ...auditable('shout()'), [LEDGER_NAME]: '<<<<<<< HEAD' })
    const { ours, report } = await world.build(build)
    expect(ours).toContainEqual(`[unplugin-cache] ${LEDGER_NAME} is not a ledger of format 1 and is ignored; "unplugin-cache audit --write" writes a new one`)
    expect(report?.notMemoized).toEqual([{ plugin: 'shout', reason: keepsState }])
  })
})

describe('an audit that can tell nothing', () => {
  it.each<[string, string, RegExp]>([
    ['the command fails by itself', '{ name: "broken", buildStart() { throw new Error("out of paint") } }', /^unplugin-cache: the command fails by itself, without the cache \(exit code 1\)\. It printed:\n[\s\S]*out of paint/m],
    ['no file is deterministic', 'shout(), { name: "random", outputOptions: options => ({ ...options, sourcemap: false }), renderChunk: code => code + Math.random() }', /^unplugin-cache: no file is the same in two builds without the cache.*dist\/main\.js/m],
    ['the output is next to the sources', 'shout(), { name: "here", outputOptions: options => ({ ...options, dir: "." }) }', /^unplugin-cache: the build writes into .*project, where its sources are/m],
  ])('because %s', async (_, plugins, message) => {
    const world = new World(auditable(plugins))
    const { code, stdout, stderr } = await runAudit(world)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(existsSync(world.path('src/main.js'))).toBe(true)
  })

  it('because the build does not use the cache, or nothing is built', async () => {
    const world = new World(auditable('shout()'))
    for (const command of [[process.execPath, RUN_BUILD, 'rollup', 'false'], [process.execPath, '-e', '']])
      expect(await runAudit(world, [], {}, command)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('the build does not use unplugin-cache') })
  })

  it('because it was interrupted, and leaves nothing behind', async () => {
    const world = new World({})
    const temporary = temporaryDir()
    const script = `require('node:fs').writeFileSync('started', ''); setInterval(() => {}, 1000)`
    const { child, exit } = startNode([CLI, 'audit', '--', process.execPath, '-e', script], { cwd: world.dir, env: { TMPDIR: temporary } })
    await poll(() => existsSync(world.path('started')), () => 'the command does not start')
    child.kill('SIGTERM')
    expect(await exit).toMatchObject({ code: 2, stderr: expect.stringMatching(/^unplugin-cache: interrupted by SIGTERM$/m) })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('because there is no such command, or none is given', async () => {
    const world = new World({})
    expect(await runAudit(world, [], {}, ['no-such-command-anywhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot run no-such-command-anywhere') })
    expect(await runAudit(world, [], {}, [])).toMatchObject({ code: 2, stderr: 'unplugin-cache: say which command to run after --, such as: unplugin-cache audit -- vite build\n' })
  })
})
