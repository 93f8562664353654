import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import memoryDriver from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { CacheOptionError, type CacheOptions, CacheStateError, caches, createCache, engines, withCache } from '../../src/library'
import { compressionNamed } from '../../src/cache/values/compression'
import { openLibrary, reopen } from '../support/library'
import { mountMemory } from '../support/mount'
import { bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'
import { filesBelow } from '../support/tree'

describe('the file engine', () => {
  const chunks = function* (): Iterable<Buffer> {
    for (let index = 0; index < 50; index++)
      yield Buffer.alloc(10_000, index)
  }
  const whole = Buffer.concat([...chunks()])

  it.each([undefined, 'gzip', 'brotli'] as const)('E3 writes and reads large values piece by piece (compression: %s)', async (compress) => {
    const opened = openLibrary({ engine: 'file', ...(compress ? { compress } : {}) })
    expect(await opened.cache.getStream('./large')).toBeUndefined()
    await opened.cache.setStream('./large', Readable.from(chunks()))
    await opened.cache.setStream('./empty', Readable.from([]))
    const { cache } = await reopen(opened, { engine: 'file' })
    expect((await buffer((await cache.getStream('./large'))!)).equals(whole)).toBe(true)
    expect((cache.get<Buffer>('./large'))!.equals(whole)).toBe(true)
    expect((await buffer((await cache.getStream('./empty'))!)).length).toBe(0)
    expect(await cache.getStream('./large@2')).toBeUndefined()
  })

  it('E3 gives no piece of a stream that was damaged, and keeps nothing of one that broke off', async () => {
    const { cache, dir, warnings } = openLibrary({ engine: 'file' })
    await cache.setStream('./large', Readable.from(chunks()))
    const [path] = filesBelow(join(dir, 'library-v1/default/values'))
    const sound = readFileSync(path!)
    for (const place of [3, 20, 200_000, sound.length - 1]) {
      const bytes = Buffer.from(sound)
      bytes[place]! ^= 1
      writeFileSync(path!, bytes)
      expect(await cache.getStream('./large')).toBeUndefined()
      expect(cache.get('./large')).toBeUndefined()
    }
    writeFileSync(path!, sound.subarray(0, 1000))
    expect(await cache.getStream('./large')).toBeUndefined()
    const broken = async function* (): AsyncIterable<Buffer> {
      yield* [...chunks()].slice(0, 3)
      throw new Error('connection lost')
    }
    await expect(cache.setStream('./broken', broken())).rejects.toThrow('connection lost')
    expect([cache.has('./broken'), filesBelow(dir).filter(name => name.endsWith('.tmp')), warnings]).toEqual([false, [], []])
  })

  it('E3 compares params of streams as of all entries, and counts them', async () => {
    const { cache } = openLibrary({ engine: 'file' })
    await cache.setStream('./log', Readable.from([Buffer.from('text')]), { params: { level: 1 } })
    expect(String(await buffer((await cache.getStream('./log', { params: { level: 1 } }))!))).toBe('text')
    expect(await cache.getStream('./log', { params: { level: 2 } })).toBeUndefined()
    expect(cache.stats()).toMatchObject({ sets: 1, hits: 1, misses: 1 })
  })

  it('E3 leaves no file open when a stream is given up', async () => {
    const script = await bundleScript(`
      import { randomBytes } from 'node:crypto'
      import { Readable } from 'node:stream'
      import { setTimeout as sleep } from 'node:timers/promises'
      import { createCache } from '@src/library'
      for (const compress of [undefined, 'gzip', 'brotli']) {
        const cache = createCache({ dir: process.argv[2], name: String(compress), engine: 'file', compress })
        await cache.setStream('./large', Readable.from([randomBytes(1_000_000)]))
        for await (const chunk of await cache.getStream('./large')) break
        ;(await cache.getStream('./large')).destroy()
      }
      await sleep(20)
      // Node warns of each file that it has to close.
      globalThis.gc()
      await sleep(20)`)
    expect(await runNode(['--expose-gc', script, temporaryDir()])).toMatchObject({ code: 0, stderr: '' })
  })

  it('E3 says that other engines have no streams', async () => {
    await expect(openLibrary().cache.getStream('./x')).rejects.toThrow(CacheStateError)
    await expect(openLibrary({ engine: 'file' }).cache.setStream('x', Readable.from([]))).rejects.toThrow('use a key such as "./x"')
  })

  it('E3 stays below its size limit', async () => {
    const { cache } = openLibrary({ engine: 'file', maxSize: 50_000 })
    for (let index = 0; index < 20; index++) {
      cache.set(`./v${index}`, Buffer.alloc(10_000, index))
      await cache.flush()
    }
    expect(cache.stats().size).toBeLessThanOrEqual(50_000)
    expect(cache.get<Buffer>('./v19')![0]).toBe(19)
  })
})

describe('engines', () => {
  it('E6 say whether they are available, and memory takes the place of a disk that is not', ({ skip }) => {
    const dir = temporaryDir({ file: 'not a folder' })
    const where = { dir: join(dir, 'file'), name: 'x' }
    expect(Object.values(engines).map(kind => kind.isAvailable(where))).toEqual([true, false, false])
    expect(Object.values(engines).map(kind => kind.isAvailable({ dir, name: 'x' }))).toEqual([true, true, true])
    const { cache, warnings } = openLibrary({ dir: where.dir })
    cache.set('./a', 1)
    expect([cache.get('./a'), cache.picked.engine]).toEqual([1, 'memory'])
    expect(cache.picked.note).toContain('the engine disk is not available')
    expect(warnings.map(({ message }) => message)).toEqual([cache.picked.note])
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted')
    mounted.remount('ro')
    expect(engines.disk.isAvailable({ dir: mounted.dir, name: 'x' })).toBe(false)
  })

  it('E6 take the disk with a note when the package of a backend is missing', async () => {
    const dir = temporaryDir()
    const missing = 'a-package-that-is-not-installed'
    const cache = createCache({ dir, log: 'silent', backend: () => import(missing) as Promise<ReturnType<typeof memoryDriver>> })
    await cache.set('./a', 1)
    expect(await cache.get('./a')).toBe(1)
    expect(cache.picked).toMatchObject({ engine: 'disk', note: expect.stringContaining(missing) as string })
    await cache.close()
    expect(openLibrary({ dir }).cache.get('./a')).toBe(1)
  })

  it.each([{}, 5, null, { load: () => undefined }])('E6 take the disk with one warning when the function in `backend` gives no backend (%j)', async (made) => {
    const warnings: string[] = []
    const cache = createCache({ backend: () => Promise.resolve(made as never), dir: temporaryDir(), log: 'silent', onWarning: ({ message }) => warnings.push(message) })
    await cache.set('./a', 1)
    expect([await cache.get('./a'), cache.picked.engine, await cache.delete('./a'), await cache.get('./a')]).toEqual([1, 'disk', true, undefined])
    expect(warnings).toEqual([cache.picked.note])
    expect(cache.picked.note).toMatch(/"backend" gave .*, it must give a driver or storage of unstorage/)
    await cache.close()
  })

  it('E6 take gzip with a note when Node has no Zstandard', async () => {
    const opened = openLibrary({ engine: 'file', compress: 'zstd' })
    expect(opened.cache.picked.note !== undefined).toBe(compressionNamed('zstd') === undefined)
    opened.cache.set('./a', Buffer.alloc(10_000))
    const { cache } = await reopen(opened, { engine: 'file' })
    expect(cache.get('./a')).toEqual(Buffer.alloc(10_000))
    expect(cache.stats().size).toBeLessThan(1000)
  })

  it.each<[string, CacheOptions]>([
    ['the option "maxSize" is -1, it must be a number of bytes above 0.', { maxSize: -1 }],
    ['the option "ttl" is "1d", it must be a number of milliseconds above 0.', { ttl: '1d' as never }],
    ['the option "engine" is "redis", it must be \'disk\' or \'file\' or \'memory\' or \'universal\'.', { engine: 'redis' as never }],
    ['the option "version" is 0, it must be a whole number from 1.', { version: 0 }],
    ['the option "name" is "..", it must be letters', { name: '..' }],
    ['there is no option "maxsize". The options are: name, dir,', { maxsize: 1 } as never],
    ['the option "serializer" is {}, it must be an object with serialize and deserialize.', { serializer: {} as never }],
    ['the option "backend" is 5, it must be a driver', { backend: 5 } as never],
    ['options are 5, it must be an object', 5 as never],
  ])('E7 says: %s', (message, options) => {
    try {
      createCache(options)
      expect.unreachable()
    }
    catch (error) {
      expect(error).toBeInstanceOf(CacheOptionError)
      expect((error as Error).message).toContain(message)
      expect(error).toMatchObject({ code: 'CACHE_OPTION', option: /"(\w+)"/.exec(message)?.[1] ?? 'options' })
    }
  })
})

describe('a cache for a block', () => {
  it('E8 is flushed and released at its end, also when it throws', async () => {
    const dir = temporaryDir()
    let kept: unknown
    const result = await withCache({ dir }, (cache) => {
      kept = cache
      cache.set('./a', 1)
      return 'result'
    })
    expect([result, caches.list().includes(kept as never)]).toEqual(['result', false])
    await expect(withCache({ dir }, (cache) => {
      kept = cache
      cache.set('./b', 2)
      throw new Error('no')
    })).rejects.toThrow('no')
    expect(caches.list()).not.toContain(kept)
    const { cache } = openLibrary({ dir })
    expect([cache.get('./a'), cache.get('./b')]).toEqual([1, 2])
    expect(await withCache({ backend: memoryDriver(), dir }, async (cache) => {
      await cache.set('./x', 5)
      return cache.get('./x')
    })).toBe(5)
  })

  it('E8 can be one of `await using`', async () => {
    const dir = temporaryDir()
    {
      await using cache = createCache({ dir })
      cache.set('./a', 1)
    }
    expect(openLibrary({ dir }).cache.get('./a')).toBe(1)
  })
})

describe('the live caches', () => {
  it('E9 are listed, counted each and in sum, and cleared, with their folders', async () => {
    const [one, two] = [openLibrary({ name: 'live-one' }), openLibrary({ name: 'live-two' })]
    for (const { cache } of [one, two]) {
      cache.set('./a', 'x'.repeat(100))
      cache.set('b', 1)
      cache.get('b')
      cache.get('none')
      await cache.files.save('file', 'x')
      await cache.flush()
    }
    expect(caches.list('live-one')).toEqual([one.cache])
    const { caches: each, total } = await caches.stats()
    expect(each.find(({ name }) => name === 'live-two')).toMatchObject({ hits: 1, misses: 1, sets: 2, entries: 2, engine: 'disk', maxSize: 1024 ** 3 })
    expect(total.hits).toBe(each.reduce((sum, { hits }) => sum + hits, 0))
    expect((await caches.stats('live-one')).total).toMatchObject({ hits: 1, misses: 1, entries: 2 })
    const inMemory = openLibrary({ engine: 'memory', maxEntries: 7, name: 'live-three' }).cache
    expect(inMemory.stats()).toMatchObject({ size: 0, maxSize: Infinity, maxEntries: 7 })
    expect((await caches.stats('live-two')).total).toMatchObject({ maxSize: 1024 ** 3, maxEntries: 10_000 })
    await caches.clear('live-one')
    expect([one.cache.get('./a'), one.cache.get('b'), two.cache.get('b')]).toEqual([undefined, undefined, 1])
    expect(await one.cache.files.has('file')).toBe(true)
    await caches.clear('live-two', { removeFolder: true })
    expect(existsSync(join(two.dir, 'library-v1/live-two'))).toBe(false)
    two.cache.set('./a', 'again')
    await two.cache.flush()
    expect(openLibrary({ dir: two.dir, name: 'live-two' }).cache.get('./a')).toBe('again')
    await one.cache.close()
    expect(caches.list('live-one')).toEqual([])
  })
})
