import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { diskCache } from '../../src/library'
import { openLibrary } from '../support/library'
import { temporaryDir } from '../support/temp'

const OPEN_FILES = '/proc/self/fd'
const isListed = existsSync(OPEN_FILES)
const WHY_NOT = 'this system does not list the open files of a process'

/** Paths below a folder that this process has open. */
function openBelow(dir: string): string[] {
  return readdirSync(OPEN_FILES).flatMap((name) => {
    try {
      return [readlinkSync(`${OPEN_FILES}/${name}`)]
    }
    catch {
      // The one that listed the folder is closed by now.
      return []
    }
  }).filter(path => path.startsWith(dir))
}

describe('caches that nobody closes', () => {
  it('E9 keep few files open while they are read, and soon none', async ({ skip }) => {
    if (!isListed)
      return skip(WHY_NOT)
    const dir = temporaryDir()
    const read = []
    for (let index = 0; index < 200; index++) {
      const name = `cache-${index}`
      const { cache } = openLibrary({ dir, name })
      cache.set('./a', index)
      await cache.close()
      read.push(openLibrary({ dir, name }).cache)
    }
    expect(read.map(cache => cache.get('./a'))).toEqual(read.map((_, index) => index))
    expect(openBelow(dir).length).toBeLessThan(100)
    while (openBelow(dir).length > 0)
      await sleep(10)
    expect(read.map(cache => cache.get('./a'))).toEqual(read.map((_, index) => index))
  })

  it('E2 share open files when they share a folder', async ({ skip }) => {
    if (!isListed)
      return skip(WHY_NOT)
    const dir = temporaryDir()
    const double = (n: number): number => 2 * n
    const decorated = Array.from({ length: 50 }, (_, index) => diskCache({ dir, key: `./double${index}` })(double))
    decorated[0]!(1)
    await decorated[0]!.cache.close()
    for (const fn of decorated)
      expect(fn.cache.get(decorated[0]!.keyFor(1))).toBe(2)
    expect(openBelow(dir).length).toBeLessThan(5)
  })
})
