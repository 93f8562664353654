import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { version } from '../package.json'
import { CLI, type Exit, RUN_BUILD, runNode, start } from './support/processes'
import { writeManifest } from './support/manifest'
import { ROLLUP_PROJECT, hitsOf } from './support/projects'
import { temporaryDir } from './support/temp'
import { World } from './support/world'

const ESCAPE = '\u001B['

/** Runs the command line in a project. */
function cli(world: World, args: string[], env: Record<string, string> = {}): Promise<Exit> {
  return runNode([CLI, ...args], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir, ...env } })
}

async function builtProject(): Promise<World> {
  const world = new World(ROLLUP_PROJECT)
  await world.build({ bundler: 'rollup' })
  return world
}

describe('stats', () => {
  it('shows what the cache holds and what the last build gained', async () => {
    const world = await builtProject()
    await world.build({ bundler: 'rollup' })
    const { code, stdout, stderr } = await cli(world, ['stats'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Cache  ${world.cacheDir}\n4 results, `)
    expect(stdout).toMatch(/Last run {2}rollup build, \d{4}-/)
    expect(stdout).toMatch(/plugin +hook +hits +misses +bypassed +saved\nupper +transform +4 +0 +0 +\d+ ms\n/)
    expect(stdout).toContain('not memoized: trouble (switched off by the option plugins)')
  })

  it('gives the same as data', async () => {
    const world = await builtProject()
    const { code, stdout } = await cli(world, ['stats', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      cacheDir: world.cacheDir,
      namespaces: [{ name: 'app', results: 4, packs: 1, bytes: expect.any(Number) }],
      bytes: expect.any(Number),
      lastRun: world.report(),
    })
  })

  it('shows an empty cache', async () => {
    const world = new World({})
    expect(await cli(world, ['stats'])).toMatchObject({ code: 0, stdout: `Cache  ${world.cacheDir}\n0 results, 0 B\n` })
    expect(JSON.parse((await cli(world, ['stats', '--json'])).stdout)).toEqual({ cacheDir: world.cacheDir, namespaces: [], bytes: 0, lastRun: null })
  })

  it('looks in the folder that it is given, before that of the environment', async () => {
    const [world, other] = [await builtProject(), new World({})]
    expect((await cli(other, ['stats', '--cache-dir', world.cacheDir])).stdout).toContain('4 results')
    expect(JSON.parse((await runNode([CLI, 'stats', '--json'], { cwd: other.dir })).stdout)).toMatchObject({ cacheDir: join(other.dir, 'node_modules/.cache/unplugin-cache') })
  })

  it('says why results will not be used', async () => {
    const world = await builtProject()
    writeManifest(join(world.cacheDir, 'manifest-v1/app.json'), { format: 9 })
    expect((await cli(world, ['stats'])).stdout).toContain('app: not usable, it is not a manifest of format 1')
  })

  it('still shows the rest when the report of the last run is damaged', async () => {
    const world = await builtProject()
    writeFileSync(join(world.cacheDir, 'last-run.json'), '{ damaged')
    expect(await cli(world, ['stats'])).toMatchObject({ code: 0, stdout: expect.stringContaining('4 results') })
  })
})

describe('clear', () => {
  it('empties the cache and says so', async () => {
    const world = await builtProject()
    expect(await cli(world, ['clear'])).toMatchObject({ code: 0, stdout: `Emptied ${world.cacheDir}\n`, stderr: '' })
    expect(hitsOf(await world.build({ bundler: 'rollup' }))).toBe(0)
  })

  it('says so when there is nothing to clear', async () => {
    const world = new World({})
    expect(await cli(world, ['clear'])).toMatchObject({ code: 0, stdout: `Nothing to clear in ${world.cacheDir}\n` })
  })

  it('gives as data what it has removed', async () => {
    const world = await builtProject()
    const { code, stdout } = await cli(world, ['clear', '--json'])
    const { cacheDir, removed } = JSON.parse(stdout) as { cacheDir: string, removed: string[] }
    expect([code, cacheDir]).toEqual([0, world.cacheDir])
    expect(removed).toEqual(expect.arrayContaining(['content-v2', 'last-run.json', 'manifest-v1']))
    expect(JSON.parse((await cli(world, ['clear', '--json'])).stdout)).toEqual({ cacheDir, removed: [] })
  })

  it('leaves files alone that are not ours', async () => {
    const dir = temporaryDir({ 'precious.txt': 'mine', 'src/x.ts': '' })
    await cli(new World({}), ['clear', '--cache-dir', dir])
    expect(existsSync(join(dir, 'precious.txt')) && existsSync(join(dir, 'src/x.ts'))).toBe(true)
  })
})

describe('run', () => {
  const node = process.execPath

  it('passes on arguments, output and exit code', async () => {
    const world = new World({})
    const script = 'process.stdout.write(process.argv.slice(1).join("|")); process.stderr.write("err"); process.exitCode = 3'
    expect(await cli(world, ['run', '--', node, '-e', script, '--', '--json', 'a b', '']))
      .toEqual({ code: 3, signal: null, stdout: '--json|a b|', stderr: 'err' })
    expect(await cli(world, ['run', '--', node, '-e', ''])).toMatchObject({ code: 0 })
  })

  it('ends with the code of shells when the command is ended by a signal', async () => {
    const { code } = await cli(new World({}), ['run', '--', node, '-e', 'process.kill(process.pid, "SIGTERM")'])
    expect(code).toBe(128 + 15)
  })

  it('empties the cache for the command when it is told to, and only then', async () => {
    const world = await builtProject()
    const build = ['--', node, RUN_BUILD, 'rollup', 'true']
    await cli(world, ['run', ...build])
    expect(world.report()?.totals.hits).toBe(4)
    await cli(world, ['run', '--clear-cache', ...build])
    expect(world.report()?.totals.hits).toBe(0)
    await cli(world, ['run', ...build])
    expect(world.report()?.totals.hits).toBe(4)
  })

  it('empties the cache once for a command that builds several times', async () => {
    const world = await builtProject()
    const script = `for (let i = 0; i < 2; i++) require('node:child_process').execFileSync(process.execPath, [${JSON.stringify(RUN_BUILD)}, 'rollup', 'true'])`
    expect(await cli(world, ['run', '--clear-cache', '--', node, '-e', script])).toMatchObject({ code: 0 })
    expect(world.report()?.totals.hits).toBe(4)
  })

  it('says so when there is no command, or none of that name', async () => {
    const world = new World({})
    for (const args of [['run'], ['run', '--'], ['run', '--clear-cache']]) {
      const { code, stdout, stderr } = await cli(world, args)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toBe('unplugin-cache: say which command to run after --, such as: unplugin-cache run --clear-cache -- vite build\n')
    }
    const missing = await cli(world, ['run', '--', 'no-such-command-anywhere'])
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^unplugin-cache: cannot run no-such-command-anywhere \(.*ENOENT\)\n$/) })
  })
})

describe('the command line', () => {
  it('says what there is when it is asked for something else', async () => {
    const world = new World({})
    expect(await cli(world, ['purge'])).toMatchObject({ code: 1, stdout: '', stderr: 'unplugin-cache: there is no command "purge". The commands are stats, clear, run and audit; --help says more.\n' })
    expect(await cli(world, [])).toMatchObject({ code: 1, stderr: expect.stringContaining('name a command') })
    expect(await cli(world, ['stats', '--jsn'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--jsn') })
  })

  it('tells its version and how to use it', async () => {
    const world = new World({})
    expect((await cli(world, ['--version'])).stdout).toContain(version)
    const help = await cli(world, ['--help'])
    expect(help.code).toBe(0)
    for (const name of ['stats', 'clear', 'run'])
      expect(help.stdout).toContain(name)
  })

  it('uses no colours in a pipe, neither on a machine for builds', async () => {
    const world = await builtProject()
    for (const env of [{}, { NO_COLOR: '1' }, { CI: 'true' }] as Record<string, string>[])
      expect((await cli(world, ['stats'], env)).stdout, JSON.stringify(env)).not.toContain(ESCAPE)
  })

  it('uses colours in a terminal, unless NO_COLOR says otherwise', async ({ skip }) => {
    if (spawnSync('script', ['--version']).status !== 0)
      return skip('there is no `script` to make a terminal with')
    const world = await builtProject()
    const inTerminal = async (env: Record<string, string>): Promise<string> => {
      const command = `"${process.execPath}" "${CLI}" stats`
      return (await start('script', ['-qec', command, '/dev/null'], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir, TERM: 'xterm', ...env } }).exit).stdout
    }
    expect(await inTerminal({})).toContain(ESCAPE)
    expect(await inTerminal({ NO_COLOR: '1' })).not.toContain(ESCAPE)
  })
})

describe('a build that is to empty the cache first', () => {
  it('does so for the option clearCache', async () => {
    const world = await builtProject()
    world.edit('rollup.config.mjs', 'cache({', 'cache({ clearCache: true,')
    for (let build = 0; build < 2; build++)
      expect(hitsOf(await world.build({ bundler: 'rollup' }))).toBe(0)
    const { namespaces } = JSON.parse((await cli(world, ['stats', '--json'])).stdout) as { namespaces: { results: number }[] }
    expect(namespaces).toMatchObject([{ results: 4 }])
  })

  it('does so for the argument --clear-cache', async () => {
    const world = await builtProject()
    const build = (...args: string[]): Promise<Exit> => runNode([RUN_BUILD, 'rollup', 'true', 'dist', ...args], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir } })
    await build()
    expect(world.report()?.totals.hits).toBe(4)
    await build('--clear-cache')
    expect(world.report()?.totals.hits).toBe(0)
    await build()
    expect(world.report()?.totals.hits).toBe(4)
  })

  it('clears once, also when its configuration has several outputs and parts', async () => {
    const world = await builtProject()
    world.edit('rollup.config.mjs', 'cache({', 'cache({ clearCache: true,')
    const config = readFileSync(world.path('rollup.config.mjs'), 'utf8')
    world.write('rollup.config.mjs', config.replace(/export default (\{[\s\S]*\})\s*$/, 'const first = $1\nconst create = () => [cache({ clearCache: true, plugins: { upper: true } }), { ...upper }]\nexport default [first, { ...first, plugins: create(), output: { dir: "dist/second" } }]'))
    const built = await world.build({ bundler: 'rollup' })
    expect(built.files['second/main.js']).toBe(built.files['main.js']?.replace('\n//# sourceMappingURL=main.js.map', ''))
    expect(hitsOf(built)).toBe(4)
  })
})
