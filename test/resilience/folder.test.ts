import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectEqual } from '../support/contract'
import { mountMemory } from '../support/mount'
import { ROLLUP_PROJECT, VITE_PROJECT, expectHarmless, hitsOf, warningsOf } from '../support/projects'
import { World } from '../support/world'

const PROJECTS = [['rollup', ROLLUP_PROJECT], ['vite', VITE_PROJECT]] as const

/** Matches a text that holds this one. */
function naming(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
}

describe.each(PROJECTS)('a cache folder that cannot be used (%s)', (bundler, files) => {
  it('costs one warning and nothing else when a file has its name', async () => {
    const world = new World(files)
    writeFileSync(world.cacheDir, 'mine')
    for (let build = 0; build < 2; build++)
      await expectHarmless(world, { bundler }, naming(world.cacheDir))
  })

  it('costs one warning when it lies on a file system that is read-only', async ({ skip }) => {
    const memory = mountMemory('size=1m,ro')
    if (!memory)
      return skip('file systems cannot be mounted here')
    const world = new World(files)
    const UNPLUGIN_CACHE_DIR = join(memory.dir, 'cache')
    await expectHarmless(world, { bundler, env: { UNPLUGIN_CACHE_DIR } }, naming(UNPLUGIN_CACHE_DIR))
  })

  it('is still read when it became read-only', async ({ skip }) => {
    const memory = mountMemory('size=1m')
    if (!memory)
      return skip('file systems cannot be mounted here')
    const world = new World(files, { cacheDir: join(memory.dir, 'cache') })
    await world.build({ bundler })
    memory.remount('ro')
    const plain = await world.build({ bundler, cache: false })
    const warm = await world.build({ bundler })
    expectEqual(warm, plain)
    expect(warm.ours.join()).toMatch(/([1-9]\d*) of \1 steps from cache/)
    expect(warningsOf(warm).length).toBeLessThanOrEqual(1)
  })

  it('costs one warning when the disk is full', async ({ skip }) => {
    const memory = mountMemory('size=64k')
    if (!memory)
      return skip('file systems cannot be mounted here')
    const world = new World({ ...files, 'src/b.js': `export default 'b lower ${'x'.repeat(200_000)}'` }, { cacheDir: join(memory.dir, 'cache') })
    for (let build = 0; build < 2; build++)
      await expectHarmless(world, { bundler }, naming(world.cacheDir))
  })

  it('is made again when it is removed during the build', async () => {
    const world = new World(files)
    const remove = `({ rmSync }) => rmSync(${JSON.stringify(world.cacheDir)}, { recursive: true, force: true })`
    const plain = await world.build({ bundler, cache: false })
    await world.build({ bundler })
    for (const moment of ['at-start', 'at-late', 'at-end']) {
      world.write(moment, remove)
      // Once with results that were found there, once with results that have to go there.
      for (let build = 0; build < 2; build++) {
        const built = await world.build({ bundler })
        expectEqual(built, plain)
        expect(warningsOf(built)).toEqual([])
      }
      world.remove(moment)
      expectEqual(await world.build({ bundler }), plain)
    }
    const last = await world.build({ bundler })
    expectEqual(last, plain)
    expect(hitsOf(last)).toBeGreaterThan(0)
  })

  it('is made where folders are missing', async () => {
    const world = new World(files)
    const UNPLUGIN_CACHE_DIR = join(world.cacheDir, 'not/there/yet')
    await expectHarmless(world, { bundler, env: { UNPLUGIN_CACHE_DIR } })
    expect(existsSync(UNPLUGIN_CACHE_DIR)).toBe(true)
  })
})

describe('a cache folder', () => {
  it('may be moved', async () => {
    const world = new World(ROLLUP_PROJECT)
    await world.build({ bundler: 'rollup' })
    renameSync(world.cacheDir, `${world.cacheDir}-moved`)
    const built = await expectHarmless(world, { bundler: 'rollup', env: { UNPLUGIN_CACHE_DIR: `${world.cacheDir}-moved` } })
    expect(built.ours.join()).toMatch(/([1-9]\d*) of \1 steps from cache/)
  })

  it('may hold files of others, which stay', async () => {
    const world = new World(ROLLUP_PROJECT)
    mkdirSync(world.cacheDir)
    writeFileSync(join(world.cacheDir, 'mine.txt'), 'mine')
    await expectHarmless(world, { bundler: 'rollup', env: { UNPLUGIN_CACHE_CLEAR: 'now' } })
    expect(existsSync(join(world.cacheDir, 'mine.txt'))).toBe(true)
  })
})
