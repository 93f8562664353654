import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CacheOptions } from '../../src/library'
import { openLibrary, withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { temporaryDir } from '../support/temp'
import { filesBelow } from '../support/tree'

const KEYS = ['./a', './b', './c', './old']
const valueOf = (key: string): string => `value of ${key}`

/** A folder that was written in two commits, the second of which replaces and removes entries of the first. */
async function filled(engine: CacheOptions['engine']): Promise<string> {
  const { cache, dir } = openLibrary({ engine: engine! })
  cache.set('./a', 'a value that is not true any more')
  cache.set('./old', valueOf('./old'))
  // So that the first pack is worth keeping, with what is not true any more in it.
  cache.set('./keep', Buffer.alloc(1500))
  await cache.flush()
  for (const key of ['./a', './b', './c'])
    cache.set(key, valueOf(key))
  cache.delete('./old')
  await cache.close()
  return dir
}

/** Each value is right or missing, and new ones are taken. */
async function expectSound(dir: string, engine: CacheOptions['engine'], what: string): Promise<void> {
  const { cache } = openLibrary({ dir, engine: engine! })
  for (const key of KEYS)
    expect(key === './old' ? [undefined] : [valueOf(key), undefined], what).toContain(cache.get<string>(key))
  await cache.close()
}

async function expectUsable(dir: string, engine: CacheOptions['engine']): Promise<void> {
  const { cache } = openLibrary({ dir, engine: engine! })
  cache.set('./new', 'new')
  await cache.close()
  const again = openLibrary({ dir, engine: engine! })
  expect(again.cache.get('./new')).toBe('new')
  expect(again.warnings).toEqual([])
}

function replace(path: string, bytes: Uint8Array): void {
  rmSync(path, { force: true })
  writeFileSync(path, bytes)
}

const KINDS = [
  ['disk', 'head', /head\.json$/],
  ['disk', 'log', /index-\w+\.log$/],
  ['disk', 'pack', /content-v2/],
  ['file', 'value', /\.bin$/],
] as const

describe('a damaged folder', () => {
  it.each(KINDS)('C5 gives each value right or not at all, whichever byte is wrong (%s engine, %s)', async (engine, _what, pattern) => {
    const dir = await filled(engine)
    const paths = filesBelow(dir).filter(path => pattern.test(path))
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) {
      const sound = readFileSync(path)
      for (let place = 0; place < sound.length; place++) {
        const bytes = Buffer.from(sound)
        bytes[place]! ^= 1 << (place % 7)
        replace(path, bytes)
        await expectSound(dir, engine, `${basename(path)}, byte ${place}`)
      }
      await expectUsable(dir, engine)
      replace(path, sound)
    }
  })

  it.each(KINDS)('C5 gives each value right or not at all, and takes new ones, wherever it is cut off (%s engine, %s)', async (engine, _what, pattern) => {
    for (const share of [0, 0.2, 0.5, 0.8, 0.999]) {
      const dir = await filled(engine)
      for (const path of filesBelow(dir).filter(path => pattern.test(path))) {
        const sound = readFileSync(path)
        replace(path, sound.subarray(0, Math.floor(sound.length * share)))
      }
      await expectSound(dir, engine, `${share}`)
      await expectUsable(dir, engine)
    }
  })

  it('C5 starts cold with one warning that names the folder, and says nothing of one that was removed', async () => {
    const dir = await filled('disk')
    writeFileSync(join(dir, 'library-v1/default/head.json'), 'garbage')
    const { cache, warnings } = openLibrary({ dir })
    expect([cache.get('./a'), cache.get('./b')]).toEqual([undefined, undefined])
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining(join(dir, 'library-v1/default'))])
    rmSync(join(dir, 'library-v1'), { recursive: true })
    expect(cache.get('./a')).toBeUndefined()
    cache.set('./a', 5)
    await cache.flush()
    expect(openLibrary({ dir }).cache.get('./a')).toBe(5)
    expect(warnings).toHaveLength(1)
  })

  it('C2 goes on behind what a killed writer left in the log, and removes its files one day', async () => {
    const dir = await filled('disk')
    const folder = join(dir, 'library-v1/default')
    const log = filesBelow(folder).find(path => path.endsWith('.log'))!
    writeFileSync(log, `${readFileSync(log, 'utf8')}abc ["half a ba`)
    const left = ['head.json.1.abcd.tmp', 'index-0123456789ab.log', 'flights/x.lock'].map(name => join(folder, name))
    mkdirSync(join(folder, 'flights'), { recursive: true })
    for (const path of left) {
      writeFileSync(path, 'left')
      utimesSync(path, 1000, 1000)
    }
    await expectSound(dir, 'disk', 'half a batch')
    await expectUsable(dir, 'disk')
    await withClock(25 * 3_600_000, async () => expectUsable(dir, 'disk'))
    expect(filesBelow(folder).filter(path => left.includes(path))).toEqual([])
    expect(openLibrary({ dir }).cache.get('./b')).toBe(valueOf('./b'))
  })
})

describe('a disk that cannot be written', () => {
  it.for(['disk', 'file'] as const)('C5 gives what is there when it is read-only, and warns when something is set (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=1m')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ dir: mounted.dir, engine })
    cache.set('./a', 'kept')
    await cache.close()
    mounted.remount('ro')
    const { cache: readonly, warnings } = openLibrary({ dir: mounted.dir, engine })
    expect(readonly.get('./a')).toBe('kept')
    readonly.set('./b', 'not kept')
    expect(await readonly.getOrCompute('./c', () => 'computed')).toBe('computed')
    await readonly.flush()
    expect([readonly.get('./a'), readonly.get('./b')]).toEqual(['kept', undefined])
    expect(warnings.length).toBeGreaterThan(0)
    expect(warnings.every(({ code, cause }) => code === 'CACHE_WARNING' && cause instanceof Error)).toBe(true)
  })

  it.for(['disk', 'file'] as const)('C5 gives what was there before it was full, and takes new entries when there is room (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=600k')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache, warnings } = openLibrary({ dir: mounted.dir, engine })
    cache.set('./small', 'small')
    await cache.flush()
    cache.set('./large', Buffer.alloc(2_000_000, 1))
    await cache.flush()
    expect(warnings.length).toBeGreaterThan(0)
    expect([cache.get('./small'), cache.get('./large')]).toEqual(['small', undefined])
    mounted.remount('size=8m')
    cache.set('./large', Buffer.alloc(2_000_000, 2))
    await cache.close()
    const again = openLibrary({ dir: mounted.dir, engine }).cache
    expect([again.get('./small'), again.get<Buffer>('./large')?.[5]]).toEqual(['small', 2])
  })
})

describe('a value that could not be written', () => {
  it.for(['disk', 'file'] as const)('C5 takes the old one with it, and no other (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=600k')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ dir: mounted.dir, engine })
    cache.set('./a', 'old')
    cache.set('./other', 'other')
    await cache.flush()
    cache.set('./a', Buffer.alloc(2_000_000, 1))
    await cache.flush()
    expect([cache.get('./a'), cache.has('./a'), cache.get('./other')]).toEqual([undefined, false, 'other'])
    await cache.close()
    const again = openLibrary({ dir: mounted.dir, engine }).cache
    expect([again.get('./a'), again.get('./other')]).toEqual([undefined, 'other'])
    again.set('./a', 'new')
    await again.flush()
    expect(openLibrary({ dir: mounted.dir, engine }).cache.get('./a')).toBe('new')
  })

  it.for(['disk', 'file'] as const)('C5 takes the old one with it where not one byte is free (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=600k')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ dir: mounted.dir, engine })
    cache.set('./a', 'old')
    await cache.flush()
    expect(() => writeFileSync(join(mounted.dir, 'filler'), Buffer.alloc(1_000_000))).toThrow('ENOSPC')
    cache.set('./a', 'new')
    await cache.flush()
    expect(cache.get('./a')).toBe(undefined)
    expect(openLibrary({ dir: mounted.dir, engine }).cache.get('./a')).toBe(undefined)
  })

  it('C5 hides the old one from its own process where nothing can be removed', async ({ skip }) => {
    const mounted = mountMemory('size=1m')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ dir: mounted.dir, engine: 'disk' })
    cache.set('./a', 'old')
    await cache.flush()
    mounted.remount('ro')
    cache.set('./a', 'new')
    await cache.flush()
    expect([cache.get('./a'), cache.has('./a'), cache.stats().entries]).toEqual([undefined, false, 0])
    mounted.remount('rw')
    cache.set('./b', 'b')
    await cache.close()
    const again = openLibrary({ dir: mounted.dir, engine: 'disk' }).cache
    expect([again.get('./a'), again.get('./b')]).toEqual([undefined, 'b'])
  })
})

describe('a value that cannot be serialized', () => {
  it.each(['disk', 'file'] as const)('C5 is a warning, and the result is given all the same (%s engine)', async (engine) => {
    const { cache, warnings } = openLibrary({ engine, dir: temporaryDir() })
    const value = { run: (): number => 1 }
    expect(await cache.getOrCompute('./x', () => value)).toBe(value)
    expect(cache.has('./x')).toBe(false)
    expect(warnings[0]!.message).toContain('./x')
  })
})
