import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { World } from '../../src/inputs/world'
import { digest } from '../../src/util/digest'
import { worldOf } from '../support/states'
import { temporaryDir } from '../support/temp'

/** A project with a file that was written long enough ago for its digest to be put off. */
async function settledFile(): Promise<{ world: World, path: string }> {
  const dir = temporaryDir({ file: 'before' })
  await sleep(30)
  return { world: worldOf(dir), path: join(dir, 'file') }
}

describe('a fact about a content that is read later', () => {
  it('has the digest that it would have had at once', async () => {
    const { world, path } = await settledFile()
    expect(world.files.deferredContent(path)).toBeTypeOf('function')
    const fact = world.aboutPath('content', path)
    expect(world.settle()).toEqual(new Set())
    expect(JSON.parse(JSON.stringify(fact))).toEqual(['content', 'file', digest('before')])
    expect(fact[2]).toBe(digest('before'))
  })

  it('keeps the answer of its time, whatever happens after it was settled', async () => {
    const { world, path } = await settledFile()
    const fact = world.aboutPath('content', path)
    world.settle()
    world.invalidate()
    writeFileSync(path, 'after')
    expect(fact[2]).toBe(digest('before'))
    expect(world.holds(fact)).toBe(false)
    expect(world.aboutPath('content', path)[2]).toBe(digest('after'))
  })

  it('is broken when the file changed before it was read, and never holds', async () => {
    const { world, path } = await settledFile()
    const fact = world.aboutPath('content', path)
    writeFileSync(path, 'after!')
    expect([...world.settle()]).toEqual([fact])
    expect(world.holds(fact)).toBe(false)
    expect(fact[2]).not.toBe(digest('after!'))
  })

  it('is not what is said of a file that has just been written: it might be written again unseen', () => {
    const dir = temporaryDir({ file: 'before' })
    const path = join(dir, 'file')
    utimesSync(path, new Date(), new Date())
    expect(worldOf(dir).files.deferredContent(path)).toBeUndefined()
  })

  it('is not what is said of a file that is not there', () => {
    const dir = temporaryDir()
    expect(worldOf(dir).files.deferredContent(join(dir, 'file'))).toBeUndefined()
    expect(worldOf(dir).aboutPath('content', join(dir, 'file'))).toEqual(['content', 'file', null])
  })
})
