import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Cache } from '../../src/library'
import { type Opened, openLibrary } from '../support/library'
import { mountMemory } from '../support/mount'

type Engine = 'disk' | 'file'

interface Fixture extends Opened {
  remount: (options: 'ro' | 'rw') => void
  /** What another process would get. */
  later: () => Cache
}

/** A cache with three old entries in a folder that became read-only. */
async function locked(engine: Engine): Promise<Fixture | undefined> {
  const mounted = mountMemory('size=1m')
  if (!mounted)
    return undefined
  const opened = openLibrary({ dir: mounted.dir, engine })
  for (const key of ['./a', './b', './c'])
    opened.cache.set(key, 'old')
  await opened.cache.flush()
  mounted.remount('ro')
  return { ...opened, remount: mounted.remount, later: () => openLibrary({ dir: mounted.dir, engine }).cache }
}

const valuesIn = (cache: Cache): unknown[] => ['./a', './b', './c'].map(key => cache.get(key))

describe.for(['disk', 'file'] as const)('a folder that became read-only (%s engine)', (engine) => {
  it('C5 gives no old value where a new one was set, and where it was deleted', async ({ skip }) => {
    const fixture = await locked(engine)
    if (!fixture)
      return skip('mounting is not permitted')
    const { cache, warnings, remount, later } = fixture
    cache.set('./a', 'new')
    expect([cache.delete('./b'), cache.delete('./b')]).toEqual([true, false])
    expect([['new', undefined], [undefined, undefined]]).toContainEqual([cache.get('./a'), cache.get('./b')])
    await cache.flush()
    expect([...valuesIn(cache), cache.stats().entries]).toEqual([undefined, undefined, 'old', 1])
    expect(cache.inventory().children.map(({ name }) => name)).toEqual(['c'])
    expect(warnings.length).toBeGreaterThan(0)
    expect(await cache.getOrCompute('./a', () => 'computed')).toBe('computed')
    remount('rw')
    await cache.flush()
    expect(valuesIn(later())).toEqual([undefined, undefined, 'old'])
    cache.set('./a', 'newer')
    expect(cache.get('./a')).toBe('newer')
  })

  it('C5 gives nothing that was cleared, and loses it when it can be written again', async ({ skip }) => {
    const fixture = await locked(engine)
    if (!fixture)
      return skip('mounting is not permitted')
    const { cache, warnings, remount, later } = fixture
    cache.set('./a', 'new')
    await cache.flush()
    warnings.splice(0)
    await cache.clear()
    expect([...valuesIn(cache), cache.stats().entries]).toEqual([undefined, undefined, undefined, 0])
    expect(warnings.length).toBeGreaterThan(0)
    await cache.flush()
    expect(valuesIn(cache)).toEqual([undefined, undefined, undefined])
    remount('rw')
    cache.set('./b', 'new')
    await cache.close()
    expect(valuesIn(cache)).toEqual([undefined, 'new', undefined])
    expect(valuesIn(later())).toEqual([undefined, 'new', undefined])
  })

  it('C5 clears it with the next flush, when nothing else is to be written', async ({ skip }) => {
    const fixture = await locked(engine)
    if (!fixture)
      return skip('mounting is not permitted')
    await fixture.cache.clear()
    fixture.remount('rw')
    await fixture.cache.flush()
    expect(valuesIn(fixture.later())).toEqual([undefined, undefined, undefined])
  })
})

describe('streams in a folder that became read-only', () => {
  it('C5 are not those from before', async ({ skip }) => {
    const fixture = await locked('file')
    if (!fixture)
      return skip('mounting is not permitted')
    const { cache, remount } = fixture
    await cache.setStream('./a', Readable.from([Buffer.from('new')]))
    expect(await cache.getStream('./a')).toBeUndefined()
    remount('rw')
    await cache.setStream('./a', Readable.from([Buffer.from('newer')]))
    expect(await text((await cache.getStream('./a'))!)).toBe('newer')
  })
})

describe('a disk without a byte left', () => {
  it.for(['disk', 'file'] as const)('C5 is cleared all the same, for all processes (%s engine)', async (engine, { skip }) => {
    const mounted = mountMemory('size=600k')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache } = openLibrary({ dir: mounted.dir, engine })
    cache.set('./a', 'old')
    await cache.flush()
    expect(() => writeFileSync(join(mounted.dir, 'filler'), Buffer.alloc(1_000_000))).toThrow('ENOSPC')
    await cache.clear()
    expect(cache.get('./a')).toBeUndefined()
    expect(openLibrary({ dir: mounted.dir, engine }).cache.get('./a')).toBeUndefined()
  })
})
