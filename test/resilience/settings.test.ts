import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MANIFEST, ROLLUP_PROJECT, VITE_PROJECT, expectHarmless, hitsOf } from '../support/projects'
import { World } from '../support/world'

const PROJECTS = [['rollup', ROLLUP_PROJECT], ['vite', VITE_PROJECT]] as const

describe.each(PROJECTS)('the variable UNPLUGIN_CACHE (%s)', (bundler, files) => {
  const withMode = (mode: string): { bundler: typeof bundler, env: { UNPLUGIN_CACHE: string } } => ({ bundler, env: { UNPLUGIN_CACHE: mode } })

  it('switches everything off with `off`', async () => {
    const world = new World(files)
    const built = await expectHarmless(world, withMode('off'))
    expect(built.ours).toEqual([])
    expect(existsSync(world.cacheDir)).toBe(false)
  })

  it('uses what is there and writes nothing with `readonly`', async () => {
    const world = new World(files)
    await expectHarmless(world, withMode('readonly'))
    expect(existsSync(world.cacheDir)).toBe(false)
    await world.build({ bundler })
    const before = readFileSync(join(world.cacheDir, MANIFEST), 'utf8')
    world.edit('src/a.js', 'a lower', 'a lower, edited')
    const built = await expectHarmless(world, withMode('readonly'))
    expect(built.ours.join()).toMatch(/[1-9]\d* of \d+ steps from cache/)
    expect(readFileSync(join(world.cacheDir, MANIFEST), 'utf8')).toBe(before)
  })

  it('looks nothing up and writes everything anew with `refresh`', async () => {
    const world = new World(files)
    await world.build({ bundler })
    const built = await expectHarmless(world, withMode('refresh'))
    expect(hitsOf(built)).toBe(0)
    expect(hitsOf(await world.build({ bundler }))).toBeGreaterThan(0)
  })

  it('ends the build with one sentence that names it when its value is none', async () => {
    const world = new World(files)
    const built = await world.build({ ...withMode('of'), mayFail: true })
    expect(built.exitCode).not.toBe(0)
    expect(built.printed).toContain('unplugin-cache: the environment variable UNPLUGIN_CACHE is "of", it must be one of on, off, readonly, refresh')
    expect(existsSync(world.cacheDir)).toBe(false)
  })
})

describe.each(PROJECTS)('a wrong option (%s)', (bundler, files) => {
  it.each([
    ['{ maxAge: "7 days" }', 'the option "maxAge" is "7 days", it must be a number'],
    ['{ cacheDirectory: "x" }', 'there is no option "cacheDirectory". The options are: enabled, cacheDir'],
    ['{ plugins: { upper: "yes" } }', 'the option "plugins.upper" is "yes", it must be true, false or a rule with hooks'],
  ])('ends the build with one sentence that names it: %s', async (options, sentence) => {
    const world = new World(files)
    world.edit(bundler === 'vite' ? 'vite.config.mjs' : 'rollup.config.mjs', 'cache({ plugins: { upper: true, trouble: false } })', `cache(${options})`)
    const built = await world.build({ bundler, mayFail: true })
    expect(built.exitCode).not.toBe(0)
    expect(built.printed).toContain(`unplugin-cache: ${sentence}`)
    expect(existsSync(world.cacheDir)).toBe(false)
  })
})

describe('a project', () => {
  it.each(['', '{ broken', '\ufeff{ "name": "app", "type": "module" }', '{ "name": 5 }'])('builds as it does without us when its package.json is odd: %j', async (content) => {
    const world = new World({ ...ROLLUP_PROJECT, 'package.json': content })
    await expectHarmless(world, { bundler: 'rollup' })
  })
})
