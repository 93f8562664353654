import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CacheKeyError, CacheOptionError, asyncCache, createCache, createRegistryCache, diskCache, keyText } from '../../src/library'
import { digest } from '../../src/util/digest'
import { counted, openLibrary, reopen } from '../support/library'
import { bundleScript } from '../support/processes'
import { temporaryDir } from '../support/temp'

describe('values that look alike', () => {
  it('E10 are told apart when they are halves of surrogate pairs, also as digests', () => {
    const { cache } = openLibrary({ secure: true })
    const code = cache.wrap((text: string) => text.charCodeAt(0))
    expect([code('\ud800'), code('\ud801')]).toEqual([0xd800, 0xd801])
    expect(digest('\ud800')).not.toBe(digest('\ud801'))
  })

  it('E10 are refused when a compiler has put private members into a weak map, or they do not show', () => {
    const ids = new WeakMap<object, number>()
    class User {
      constructor(id: number) { ids.set(this, id) }
    }
    class Hidden {
      constructor(id: number) { Object.defineProperty(this, 'id', { value: id }) }
    }
    expect(() => keyText(new User(1))).toThrow(CacheKeyError)
    expect(() => keyText(new Hidden(1))).toThrow(CacheKeyError)
  })

  it('E10 are told apart by the errors that they gather', () => {
    expect(keyText(new AggregateError(['1']))).not.toBe(keyText(new AggregateError(['2'])))
  })
})

describe('what can be read only once', () => {
  it('E7 is refused where a function is a generator', () => {
    const { cache } = openLibrary()
    expect(() => cache.wrap(function* numbers() { yield 1 })).toThrow(CacheOptionError)
  })

  it('E4 is given to the caller and not kept', async () => {
    const fetched = asyncCache()(async (text: string) => new Response(text))
    expect(await (await fetched('a')).text()).toBe('a')
    expect(await (await fetched('a')).text()).toBe('a')
    const { cache, warnings } = openLibrary()
    const entries = cache.wrap(() => [1, 2].values())
    expect([[...entries()], [...entries()]]).toEqual([[1, 2], [1, 2]])
    expect(warnings.map(({ message }) => message).join()).toContain('it can be read only once')
  })
})

describe('options of one call', () => {
  it.each([{ ttl: '200' }, { files: 'a.txt' }, { tll: 5 }, { version: {} }])('E7 are checked: %j', async (options) => {
    const { cache } = openLibrary()
    expect(() => cache.set('a', 1, options as object)).toThrow(CacheOptionError)
    await expect(cache.getOrCompute('a', () => 1, options as object)).rejects.toThrow(CacheOptionError)
  })

  it('E7 are only those that mean something for that call', async () => {
    const { cache } = openLibrary({ engine: 'file' })
    const calls: [option: string, call: () => unknown][] = [
      ['maxAge', () => cache.set('a', 1, { maxAge: 5 } as object)],
      ['default', () => cache.set('a', 1, { default: 5 } as object)],
      ['ttl', () => cache.get('a', { ttl: 5 } as object)],
      ['files', () => cache.has('a', { files: [] } as object)],
      ['default', () => cache.getOrThrow('a', { default: 5 } as object)],
    ]
    for (const [option, call] of calls)
      expect(call, option).toThrow(`there is no option "${option}"`)
    await expect(cache.getOrCompute('a', () => 1, { params: 5 } as object)).rejects.toThrow('there is no option "params"')
    await expect(cache.getStream('./a', { ttl: 5 } as object)).rejects.toThrow('there is no option "ttl"')
    await expect(cache.setStream('./a', Readable.from([]), { maxAge: 5 } as object)).rejects.toThrow('there is no option "maxAge"')
    await expect(cache.setStream('./a', Readable.from([]), { ttl: '5' } as object)).rejects.toThrow(CacheOptionError)
  })

  it('B4 `ttl: Infinity` is no limit, on disk as well', async () => {
    const opened = openLibrary({ ttl: Infinity })
    opened.cache.set('./a', 1)
    expect((await reopen(opened, { ttl: Infinity })).cache.get('./a')).toBe(1)
  })
})

describe('inputs', () => {
  it('B6 are changed by an edit within a second, with the strategy mtime too', () => {
    const dir = temporaryDir({ 'a.txt': 'one' })
    const file = join(dir, 'a.txt')
    const { cache } = openLibrary({ strategy: 'mtime' })
    cache.set('./a', 1, { files: [file] })
    writeFileSync(file, 'two')
    utimesSync(file, new Date(), new Date(Date.now() + 500))
    expect(cache.get('./a')).toBeUndefined()
  })
})

describe('names', () => {
  it('B8 of calls can be given to delete, whatever the arguments were', () => {
    const { cache } = openLibrary()
    const { fn, calls } = counted((path: string) => path.length)
    const wrapped = cache.wrap(fn, { key: 'length' })
    for (const path of ['a/b@c', 'a/../b', '@']) {
      wrapped(path)
      expect(cache.delete(wrapped.keyFor(path)), path).toBe(true)
    }
    wrapped('@')
    expect(calls()).toBe(4)
  })
})

describe('functions of one name in two modules', () => {
  it('E2 have results of their own on disk', async () => {
    const dir = temporaryDir()
    const load = async (helper: string): Promise<string> => {
      const script = await bundleScript(`
        import { diskCache } from '@src/library'
        const helper = () => ${JSON.stringify(helper)}
        const cached = diskCache({ dir: ${JSON.stringify(dir)} })(function report() { return helper() })
        globalThis.reported = cached()
        await cached.cache.close()`)
      await import(pathToFileURL(script).href)
      return (globalThis as { reported?: string }).reported!
    }
    expect([await load('A'), await load('B')]).toEqual(['A', 'B'])
  })
})

describe('single flight', () => {
  it('E4 of other arguments does not make a recursive computation wait', async () => {
    const { cache } = openLibrary({ waitFor: 3_600_000 })
    const sum = (n: number): Promise<number> => cache.getOrCompute('./sum', async (m: number) => (m === 0 ? 0 : m + await sum(m - 1)), { args: [n] })
    expect(await sum(4)).toBe(10)
  })
})

describe('a relative folder', () => {
  it('E2 stays where it was when the process goes to another one', async () => {
    const [dir, other] = [temporaryDir(), temporaryDir()]
    const before = process.cwd()
    try {
      process.chdir(dir)
      const { cache } = openLibrary({ dir: 'relative' })
      const registry = createRegistryCache<number>({ name: 'numbers', dir: 'relative', version: () => '1', serialize: n => n, deserialize: (n: number) => n })
      process.chdir(other)
      await registry.save(new Map([['one', 1]]))
      expect(existsSync(join(dir, 'relative/registry-v1/numbers.json'))).toBe(true)
      cache.set('./a', 1)
      await cache.files.save('x', 'text')
      await cache.close()
    }
    finally {
      process.chdir(before)
    }
    const { cache } = openLibrary({ dir: join(dir, 'relative') })
    expect([cache.get('./a'), await cache.files.has('x')]).toEqual([1, true])
  })
})

describe('a function for warnings that fails', () => {
  it('A8 fails nobody else', async () => {
    const dir = temporaryDir()
    const cache = createCache({ dir, log: 'silent', onWarning: () => { throw new Error('oops') } })
    cache.set('./bad', () => 1)
    cache.set('./good', 1)
    await cache.flush()
    await sleep(1)
    expect(cache.get('./good')).toBe(1)
    await cache.close()
    const again = diskCache({ dir, key: './x' })((n: number) => n)
    expect(again(2)).toBe(2)
    await again.cache.close()
  })
})
