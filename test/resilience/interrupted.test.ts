import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectEqual } from '../support/contract'
import { RUN_BUILD, startNode } from '../support/processes'
import { MANIFEST, ROLLUP_PROJECT, VITE_PROJECT, expectHarmless, hitsOf, warningsOf } from '../support/projects'
import { World, readTree } from '../support/world'

const PROJECTS = [['rollup', ROLLUP_PROJECT], ['vite', VITE_PROJECT]] as const

describe.each(PROJECTS)('a build that is interrupted (%s)', (bundler, files) => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s, and what it has recorded is there or not, but right', async (signal) => {
    const world = new World(files)
    const plain = await world.build({ bundler, cache: false })
    // Waits for the end, after all that is not late was transformed.
    world.write('at-late', `() => new Promise(() => setInterval(() => process.stdout.write('waiting'), 50))`)
    const { child, printed, exit } = startNode([RUN_BUILD, bundler, 'true'], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir, NO_COLOR: '1' } })
    await printed('waiting')
    child.kill(signal)
    expect(await exit).toMatchObject({ signal, code: null })
    world.remove('at-late')
    const next = await world.build({ bundler })
    expectEqual(next, plain)
    expect(warningsOf(next)).toEqual([])
    expectEqual(await expectHarmless(world, { bundler }), plain)
  })

  it('keeps what it has recorded', async () => {
    const world = new World(files)
    world.write('at-late', `() => new Promise(() => setInterval(() => process.stdout.write('waiting'), 50))`)
    const { child, printed, exit } = startNode([RUN_BUILD, bundler, 'true'], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir } })
    await printed('waiting')
    child.kill('SIGINT')
    await exit
    expect(existsSync(join(world.cacheDir, MANIFEST))).toBe(true)
    world.remove('at-late')
    expect(hitsOf(await world.build({ bundler }))).toBeGreaterThan(0)
  })
})

it('a build that is killed leaves a cache that works', async () => {
  const world = new World(ROLLUP_PROJECT)
  world.write('at-late', `() => new Promise(() => setInterval(() => process.stdout.write('waiting'), 50))`)
  const { child, printed, exit } = startNode([RUN_BUILD, 'rollup', 'true'], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir } })
  await printed('waiting')
  child.kill('SIGKILL')
  await exit
  world.remove('at-late')
  await expectHarmless(world, { bundler: 'rollup' })
})

it('a plugin that ends the process in its own way on a signal can do so', async () => {
  const world = new World(ROLLUP_PROJECT)
  world.write('at-late', `() => {
    process.on('SIGINT', () => setTimeout(() => process.exit(7), 100))
    return new Promise(() => setInterval(() => process.stdout.write('waiting'), 50))
  }`)
  const { child, printed, exit } = startNode([RUN_BUILD, 'rollup', 'true'], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir } })
  await printed('waiting')
  child.kill('SIGINT')
  expect(await exit).toMatchObject({ code: 7 })
})

describe.each(PROJECTS)('a plugin that throws (%s)', (bundler, files) => {
  it('makes the build fail in the same way, cold and warm, and the next build is right', async () => {
    const world = new World(files)
    await world.build({ bundler })
    world.edit('src/late.js', 'late', 'THROW')
    const plain = await world.build({ bundler, cache: false, mayFail: true })
    expect(plain.exitCode).not.toBe(0)
    expect(plain.printed).toContain('cannot transform this')
    for (let build = 0; build < 2; build++) {
      const failed = await world.build({ bundler, mayFail: true })
      expect(failed.exitCode).toBe(plain.exitCode)
      expect(essence(failed.printed)).toEqual(essence(plain.printed))
      expect(warningsOf(failed)).toEqual([])
    }
    world.edit('src/late.js', 'THROW', 'late lower, edited')
    await expectHarmless(world, { bundler })
  })
})

/** The lines without the stack, which leads through our code, without times, and without the order of files in a list. */
function essence(printed: string): string[] {
  const lines = printed.split('\n').filter(line => !/^\s+at /.test(line))
  return lines.map(line => line.replace(/\d+ms/, '').replace(/,$/, '')).sort()
}

describe('several builds at once', () => {
  it.each(PROJECTS)('share a cache from several checkouts, and each gets its own bytes (%s)', async (bundler, files) => {
    const world = new World(files)
    const plain = await world.build({ bundler, cache: false })
    const worlds = [world, world.copy(), world.copy()]
    for (let round = 0; round < 2; round++) {
      for (const built of await Promise.all(worlds.map(each => each.build({ bundler })))) {
        expectEqual(built, plain)
        expect(warningsOf(built)).toEqual([])
      }
    }
    expect(hitsOf(await world.build({ bundler }))).toBeGreaterThan(0)
  })

  it('of the same checkout give the same bytes', async () => {
    const world = new World(ROLLUP_PROJECT)
    const plain = await world.build({ bundler: 'rollup', cache: false })
    for (let round = 0; round < 2; round++) {
      const outputs = ['out-a', 'out-b', 'out-c']
      const exits = await Promise.all(outputs.map(out => startNode([RUN_BUILD, 'rollup', 'true', out], { cwd: world.dir, env: { UNPLUGIN_CACHE_DIR: world.cacheDir } }).exit))
      for (const { code, stderr } of exits)
        expect(`${code} ${stderr}`).toMatch(/^0 \[unplugin-cache\] \d of 4 steps from cache[^\n]*\n$/)
      for (const out of outputs)
        expect(readTree(world.path(out))).toEqual(plain.files)
    }
    await expectHarmless(world, { bundler: 'rollup' })
  })
})
