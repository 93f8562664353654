import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectEqual } from '../support/contract'
import { readManifest, writeManifest } from '../support/manifest'
import { MANIFEST, ROLLUP_PROJECT, VITE_PROJECT, expectHarmless, hitsOf, warningsOf } from '../support/projects'
import { type BuildResult, World } from '../support/world'

const BUNDLER = 'rollup'

/** A project that was built once, and what a build of it gives. */
async function builtProject(): Promise<{ world: World, expectBuilt: (warning?: RegExp) => Promise<BuildResult> }> {
  const world = new World(ROLLUP_PROJECT)
  await world.build({ bundler: BUNDLER })
  const plain = await world.build({ bundler: BUNDLER, cache: false })
  return { world, expectBuilt: warning => expectHarmless(world, { bundler: BUNDLER }, warning, plain) }
}

function packsIn({ cacheDir }: World): string[] {
  const dir = join(cacheDir, 'content-v2')
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

function replace(path: string, content: string | Uint8Array): void {
  rmSync(path)
  writeFileSync(path, content)
}

describe('a manifest that cannot be used', () => {
  it.each([
    ['garbage', () => '\0garbage'],
    ['empty', () => ''],
    ['cut off', (sound: string) => sound.slice(0, sound.length / 2)],
    ['changed in one place', (sound: string) => sound.replace('"content"', '"kontent"')],
  ])('costs one warning with its name, and is replaced: %s', async (_what, damage) => {
    const { world, expectBuilt } = await builtProject()
    const path = join(world.cacheDir, MANIFEST)
    replace(path, damage(readFileSync(path, 'utf8')))
    await expectBuilt(/app\.json/)
    expect(hitsOf(await expectBuilt())).toBe(4)
  })

  it.each([
    ['of a future format', { format: 99 }],
    ['of other parts', { packs: [{}] }],
  ])('costs one warning with its name, and is replaced, though nothing of it is damaged: %s', async (_what, part) => {
    const { world, expectBuilt } = await builtProject()
    const path = join(world.cacheDir, MANIFEST)
    writeManifest(path, { ...readManifest(path), ...part })
    await expectBuilt(/app\.json/)
    expect(hitsOf(await expectBuilt())).toBe(4)
  })

  it('costs no warning when it is of another version of this tool', async () => {
    const { world, expectBuilt } = await builtProject()
    const path = join(world.cacheDir, MANIFEST)
    writeManifest(path, { ...readManifest(path), tool: '0.0.0' })
    await expectBuilt()
    expect(hitsOf(await expectBuilt())).toBe(4)
  })
})

describe('a pack that cannot be used', () => {
  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['of other bits', (bytes: Buffer) => bytes.map(byte => byte ^ 1)],
    ['of one other bit', (bytes: Buffer) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 4 : byte))],
  ])('costs no more than the steps that were in it: %s', async (_what, damage) => {
    const { world, expectBuilt } = await builtProject()
    for (const path of packsIn(world))
      replace(path, damage(readFileSync(path)))
    await expectBuilt()
    expect(hitsOf(await expectBuilt())).toBe(4)
  })

  it('costs no more than the steps that were in it when it is deleted', async () => {
    const { world, expectBuilt } = await builtProject()
    rmSync(join(world.cacheDir, 'content-v2'), { recursive: true })
    await expectBuilt()
    expect(hitsOf(await expectBuilt())).toBe(4)
  })

  it.each([[BUNDLER, ROLLUP_PROJECT], ['vite', VITE_PROJECT]] as const)('costs no more when it is deleted after the manifest was read (%s)', async (bundler, files) => {
    const world = new World(files)
    await world.build({ bundler })
    const plain = await world.build({ bundler, cache: false })
    world.write('at-start', `({ rmSync }) => rmSync(${JSON.stringify(join(world.cacheDir, 'content-v2'))}, { recursive: true })`)
    const built = await world.build({ bundler })
    expectEqual(built, plain)
    expect(warningsOf(built)).toEqual([])
    expect(JSON.stringify(built.report)).toContain('damaged or gone')
    world.remove('at-start')
    expectEqual(await world.build({ bundler }), plain)
  })

  it('does not lead out of the cache folder', async () => {
    const { world, expectBuilt } = await builtProject()
    const path = join(world.cacheDir, MANIFEST)
    const [pack] = packsIn(world)
    writeFileSync(join(world.cacheDir, 'elsewhere'), readFileSync(pack!))
    const manifest = readManifest(path)
    writeManifest(path, { ...manifest, packs: manifest.packs.map(each => ({ ...each, file: 'elsewhere' })) })
    const built = await expectBuilt()
    expect(hitsOf(built)).toBe(0)
  })
})

describe('the report of the last run', () => {
  it('does not matter to a build when it is damaged', async () => {
    const { world, expectBuilt } = await builtProject()
    writeFileSync(join(world.cacheDir, 'last-run.json'), '{ damaged')
    await expectBuilt()
  })
})
