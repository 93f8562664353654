import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { type Cached, diskCache, fileCache, memoryCache } from '../../src/library'
import { counted, openLibrary } from '../support/library'
import { temporaryDir } from '../support/temp'
import { compiled } from './compiled'

const named = (name: string): (n: number) => number => ({ [name]: (n: number) => n })[name]!

describe('names of functions', () => {
  it.each(['$get', '1st', 'a/b', 'a@b', '#x', 'a(b', 'bound q', '[symbol]', '../x', 'ünï', ''])('E1 need not be keys: %j', (name) => {
    const { cache } = openLibrary()
    const wrapped = cache.wrap(named(name))
    expect([wrapped(1), wrapped(1), cache.has(wrapped.keyFor(1)), cache.stats().hits]).toEqual([1, 1, true, 2])
    expect(cache.inventory().children).toEqual([])
    expect(memoryCache()(named(name))(1)).toBe(1)
  })

  it.each(['$get', '1st', 'a/b', 'a@b', '#x', 'a(b', 'bound q', '[symbol]'])('E2 need not be keys on disk: %j', async (name) => {
    const wrapped = diskCache({ dir: temporaryDir() })(named(name))
    expect([wrapped(1), wrapped(1), wrapped.cache.has(wrapped.keyFor(1))]).toEqual([1, 1, true])
    expect(wrapped.cache.inventory().children.map(({ kind }) => kind)).toEqual(['file'])
    await wrapped.cache.close()
  })

  it('E11 need not be keys where they are those of methods', async () => {
    const { createNamed } = await compiled()
    for (const { call, calls } of createNamed(temporaryDir())) {
      expect([call(1), call(1), call(2)]).toEqual([1, 1, 2])
      expect(calls()).toBe(2)
    }
  })
})

describe('the key of a call', () => {
  it('E3 is one that all methods of the cache take', async () => {
    const wrapped = fileCache({ dir: temporaryDir(), compress: 'gzip', hashVal: 'x', version: 3 })(function numbers(n: number) { return new Uint8Array([n]) })
    wrapped(7)
    const { cache, keyFor } = wrapped
    expect([cache.has(keyFor(7)), cache.get(keyFor(7)), cache.has(keyFor(8))]).toEqual([true, new Uint8Array([7]), false])
    expect(await buffer((await cache.getStream(keyFor(7)))!)).toEqual(Buffer.from([7]))
    expect(cache.delete(keyFor(7))).toBe(true)
    await cache.close()
  })

  it.each([{}, { version: 0 }, { version: -2 }, { version: 0, hashVal: 1 }, { key: 'plain' }, { key: './path' }, { key: './path@-3', hashVal: 1 }, { key: './a(b' }])('E3 is complete with %j', (options) => {
    const { cache } = openLibrary()
    const { fn, calls } = counted((n: number) => n)
    const wrapped = cache.wrap(fn, options)
    wrapped(1)
    expect([cache.get(wrapped.keyFor(1)), calls()]).toEqual([1, 1])
    cache.set(wrapped.keyFor(2), 5)
    expect([wrapped(2), calls()]).toEqual([5, 1])
  })
})

describe('the object of a method', () => {
  it('E11 is told from others by itself, also when it is a class', async () => {
    const { createFamily } = await compiled()
    const { Base, extend } = createFamily()
    const [one, two] = [extend(1), extend(2)]
    expect([one.name, two.name, one.unit(), two.unit(), one.unit(), Base.unit()]).toEqual(['Child', 'Child', 1, 2, 1, 0])
  })

  it('E11 is missed where it is not there', async () => {
    const { createFamily } = await compiled()
    const { unit } = createFamily().Base
    expect(unit).toThrow(expect.objectContaining({ code: 'CACHE_KEY', path: 'this' }))
    expect(unit).toThrow('unit() was called without its object')
  })

  it('E11 is asked for by the key of a call', async () => {
    const { createFamily } = await compiled()
    const { Base } = createFamily()
    Base.unit()
    const { keyFor, cache } = Base.unit as unknown as Cached<() => number>
    expect(cache.get(keyFor.call(Base))).toBe(0)
  })
})
