import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeBundle } from '../../src/cache/files/bundle'
import * as library from '../../src/library'
import { formatBytes, formatInventory, loadBundle, loadFile, modulePath, saveBundle, saveFile } from '../../src/library'
import { openLibrary } from '../support/library'
import { mountMemory } from '../support/mount'
import { temporaryDir } from '../support/temp'

describe('errors', () => {
  it('D1 have a class, a code, a cause and the facts as fields', () => {
    const cause = new Error('why')
    const errors = [
      [new library.CacheFileError('p', 'm', cause), 'CACHE_FILE', 'CacheFileError'],
      [new library.FileMissingError('p', cause), 'CACHE_FILE_MISSING', 'FileMissingError'],
      [new library.FileReadError('p', 'w', cause), 'CACHE_FILE_READ', 'FileReadError'],
      [new library.FileWriteError('p', 'w', cause), 'CACHE_FILE_WRITE', 'FileWriteError'],
      [new library.CacheMissError('p', cause), 'CACHE_MISS', 'CacheMissError'],
    ] as const
    for (const [error, code, name] of errors)
      expect(error).toMatchObject({ code, name, path: 'p', cause })
    expect(errors.every(([error]) => error instanceof library.CacheFileError && error instanceof library.CacheError)).toBe(true)
    expect(new library.FileVersionError('p', 1, 2)).toMatchObject({ code: 'CACHE_FILE_VERSION', version: 1, versionAtLeast: 2, path: 'p' })
    expect(new library.CacheWarning('m', cause)).toMatchObject({ code: 'CACHE_WARNING', cause })
  })

  it('D1 are thrown for what they say', async () => {
    const dir = temporaryDir({ file: 'x' })
    await expect(loadFile(join(dir, 'none'))).rejects.toBeInstanceOf(library.FileMissingError)
    await expect(loadFile(dir)).rejects.toBeInstanceOf(library.FileReadError)
    await expect(saveFile(join(dir, 'file/below'), 'x')).rejects.toBeInstanceOf(library.FileWriteError)
    await expect(openLibrary().cache.files.load('none')).rejects.toMatchObject({ code: 'CACHE_MISS', cause: { code: 'CACHE_FILE_MISSING' } })
  })
})

describe('files', () => {
  it('D2 are saved and loaded by absolute and relative paths, and folders are created', async () => {
    const dir = temporaryDir()
    await saveFile(join(dir, 'a/b/c.bin'), Buffer.from([1, 2]))
    expect(await loadFile(join(dir, 'a/b/c.bin'))).toEqual(Buffer.from([1, 2]))
    const before = process.cwd()
    process.chdir(dir)
    try {
      await saveFile('rel/d.txt', 'text')
      expect(String(await loadFile('./rel/d.txt'))).toBe('text')
    }
    finally {
      process.chdir(before)
    }
    expect(readFileSync(join(dir, 'rel/d.txt'), 'utf8')).toBe('text')
  })

  it('D4 have a sub-folder for each module', () => {
    const dir = temporaryDir({ 'package.json': '{"name": "@me/atlas"}', 'src/maps/tiles.ts': '' })
    expect(modulePath(`file://${dir}/src/maps/tiles.ts`)).toBe('@me/atlas/src/maps/tiles')
    expect(modulePath(import.meta.url)).toBe('unplugin-cache/test/library/files.test')
  })

  it('D4 are apart for each module that saves them, also for one in no package', async () => {
    const source = 'export const url = import.meta.url'
    const dir = temporaryDir({ 'package.json': '{"name": "atlas"}', 'src/a b.mjs': source, 'src/c.mjs': source, 'node_modules/tiles/package.json': '{}', 'node_modules/tiles/src/c.mjs': source })
    const alone = temporaryDir({ 'c.mjs': source })
    const { cache: { files } } = openLibrary()
    const paths = await Promise.all([`${dir}/src/a b.mjs`, `${dir}/src/c.mjs`, `${dir}/node_modules/tiles/src/c.mjs`, `${alone}/c.mjs`].map(async path =>
      `${modulePath((await import(path) as { url: string }).url)}/data.bin`))
    for (const path of paths)
      await files.save(path, path)
    expect(await Promise.all(paths.map(async path => String(await files.load(path))))).toEqual(paths)
    expect((await files.inventory()).children.map(({ name }) => name).sort()).toEqual(['atlas', 'tiles', basename(alone)].sort())
  })

  it('D5 are fetched when they are not there; errors of the fetch go through', async ({ skip }) => {
    const { cache: { files } } = openLibrary()
    let calls = 0
    const fetch = (): string => `data ${++calls}`
    expect([String(await files.loadOrFetch('x', fetch)), String(await files.loadOrFetch('x', fetch))]).toEqual(['data 1', 'data 1'])
    await expect(files.loadOrFetch('y', () => Promise.reject(new Error('offline')))).rejects.toThrow('offline')
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted')
    const full = openLibrary({ dir: mounted.dir })
    expect((await full.cache.files.loadOrFetch('x', () => Buffer.alloc(200_000))).length).toBe(200_000)
    expect(full.warnings[0]!.message).toContain('x is not cached')
    expect(await full.cache.files.has('x')).toBe(false)
  })

  it('D6 can be asked for, and are listed as a tree with sizes', async () => {
    const { cache: { files } } = openLibrary()
    await files.save('maps/a.bin', Buffer.alloc(1536))
    await files.save('maps/deep/b.bin', Buffer.alloc(10))
    await files.save('c.txt', 'text')
    expect([await files.has('maps/a.bin'), await files.has('maps'), await files.has('none')]).toEqual([true, false, false])
    expect(formatInventory(await files.inventory())).toBe([
      'files/  1.5 KB', '  maps/  1.5 KB', '    deep/  10 B', '      b.bin  10 B', '    a.bin  1.5 KB', '  c.txt  4 B',
    ].join('\n'))
    expect([0, 1023, 1024, 1536, 1024 ** 2 - 1, 1024 ** 2, 5 * 1024 ** 3].map(formatBytes)).toEqual(['0 B', '1023 B', '1.0 KB', '1.5 KB', '1.0 MB', '1.0 MB', '5.0 GB'])
  })

  it('D7 are removed after a look at what would go', async () => {
    const { cache: { files } } = openLibrary()
    await files.save('maps/a.bin', Buffer.alloc(100))
    await files.save('maps/b.bin', Buffer.alloc(100))
    await files.save('other', 'x')
    const removal = await files.remove('maps')
    expect([removal.names, removal.size, removal.description]).toEqual([['maps/a.bin', 'maps/b.bin'], 200, `${files.pathOf('maps')}: 2 entries, 200 B`])
    expect(await files.has('maps/a.bin')).toBe(true)
    expect(await removal.confirm()).toBe(2)
    expect([await files.has('maps/a.bin'), await files.has('other')]).toEqual([false, true])
    await expect(files.remove('maps/a.bin')).rejects.toThrow('there is no file')
  })

  it('D7 leave no empty folder behind, in the way of a file of that name', async () => {
    const { cache: { files } } = openLibrary()
    for (const path of ['maps/a', 'maps/deep/er/b', 'kept/c', 'kept/deep/d'])
      await files.save(path, path)
    await (await files.remove('maps')).confirm()
    await files.save('maps', 'a file')
    expect(String(await files.load('maps'))).toBe('a file')
    await (await files.remove('kept/deep/d')).confirm()
    expect([existsSync(files.pathOf('kept/deep')), String(await files.load('kept/c'))]).toEqual([false, 'kept/c'])
  })

  it('D7 are saved all the same while their folder is removed, because it is empty', async () => {
    const { cache: { files } } = openLibrary()
    for (let round = 0; round < 100; round++) {
      await files.save('maps/old', 'old')
      const removal = await files.remove('maps')
      await Promise.all([removal.confirm(), files.save('maps/new', `${round}`)])
      expect(String(await files.load('maps/new'))).toBe(`${round}`)
      await (await files.remove('maps')).confirm()
    }
  })

  it('D7 cannot name anything outside of the folder', async () => {
    const outside = temporaryDir({ 'precious.txt': 'x' })
    const { cache: { files } } = openLibrary()
    await files.save('inside', 'x')
    symlinkSync(outside, join(files.dir, 'link'))
    for (const path of ['../x', '/etc/passwd', 'a/../../x', '', '..', '.', 'link/precious.txt', 'link', 'x\0'])
      await expect(files.remove(path), path).rejects.toThrow(library.CacheKeyError)
    await expect(files.save('link/new.txt', 'x')).rejects.toThrow(library.CacheKeyError)
    expect(existsSync(join(outside, 'precious.txt'))).toBe(true)
  })

  it('D7 removes entries below a key after a look', async () => {
    const { cache } = openLibrary()
    for (const key of ['./maps', './maps/a', './mapsize', './maps/b'])
      cache.set(key, 'x'.repeat(100))
    const removal = await cache.remove('./maps')
    expect(removal.names).toEqual(['./maps', './maps/a', './maps/b'])
    expect(cache.has('./maps/a')).toBe(true)
    expect(await removal.confirm()).toBe(3)
    expect(['./maps', './maps/a', './mapsize'].map(key => cache.has(key))).toEqual([false, false, true])
    await expect(cache.remove('./../x')).rejects.toThrow(library.CacheKeyError)
  })
})

describe('bundles', () => {
  const FILES = { 'a.json': Buffer.from('{}'), 'deep/ünïcode.bin': Buffer.from([0, 1, 255]), [`long-${'x'.repeat(150)}`]: Buffer.alloc(2000, 1), empty: Buffer.alloc(0) }

  it('D3 hold several named buffers in one tar, with a version', async () => {
    const path = join(temporaryDir(), 'deep/bundle.tar')
    await saveBundle(path, 3, FILES)
    expect(await loadBundle(path)).toEqual(FILES)
    expect(await loadBundle(path, { versionAtLeast: 3 })).toEqual(FILES)
    await expect(loadBundle(path, { versionAtLeast: 4 })).rejects.toMatchObject({ code: 'CACHE_FILE_VERSION', version: 3, versionAtLeast: 4 })
    await expect(saveBundle(path, 1, { '.version': Buffer.from('9') })).rejects.toThrow('".version"')
    for (const name of ['', 'a\0b', '\uD800', 'a\uDC00b'])
      await expect(saveBundle(path, 1, { [name]: Buffer.from('9') }), JSON.stringify(name)).rejects.toThrow(library.CacheKeyError)
    const named = { '\u{1F600}': Buffer.from('9') }
    await saveBundle(path, 1, named)
    expect(await loadBundle(path)).toEqual(named)
  })

  it('D3 are a miss in a cache when the version or a checksum is wrong', async () => {
    const { cache: { files } } = openLibrary()
    await files.saveBundle('b.tar', 1, FILES)
    expect(await files.loadBundle('b.tar', { versionAtLeast: 1 })).toEqual(FILES)
    await expect(files.loadBundle('b.tar', { versionAtLeast: 2 })).rejects.toMatchObject({ code: 'CACHE_MISS', cause: { code: 'CACHE_FILE_VERSION' } })
    await expect(files.loadBundle('none.tar')).rejects.toMatchObject({ code: 'CACHE_MISS' })
  })

  it('D3 have a version that can be compared', async () => {
    const path = join(temporaryDir(), 'bundle.tar')
    for (const version of [Number.NaN, Infinity, -Infinity])
      await expect(saveBundle(path, version, FILES), String(version)).rejects.toThrow(library.CacheOptionError)
    expect(existsSync(path)).toBe(false)
    // As older versions of this library wrote them.
    const bytes = await encodeBundle(123, FILES)
    await saveFile(path, retold(bytes, '123', 'NaN'))
    await expect(loadBundle(path, { versionAtLeast: 5 })).rejects.toBeInstanceOf(library.FileVersionError)
  })

  it('D3 give every file right or nothing, whichever part of them is damaged', async () => {
    const dir = temporaryDir()
    const path = join(dir, 'bundle.tar')
    await saveBundle(path, 3, FILES)
    const sound = readFileSync(path)
    for (let place = 0; place < sound.length; place += 37) {
      const bytes = Buffer.from(sound)
      bytes[place]! ^= 1
      writeFileSync(path, bytes)
      const loaded = await loadBundle(path, { versionAtLeast: 3 }).catch((error: unknown) => {
        expect(error, `byte ${place}`).toBeInstanceOf(library.CacheFileError)
        return FILES
      })
      expect(loaded, `byte ${place}`).toEqual(FILES)
    }
    writeFileSync(path, sound.subarray(0, 3000))
    await expect(loadBundle(path)).rejects.toBeInstanceOf(library.CacheFileError)
    writeFileSync(path, 'no tar')
    await expect(loadBundle(path)).rejects.toBeInstanceOf(library.FileReadError)
  })
})

/** A bundle with another version of the same length, and the checksum of that. */
function retold(bytes: Buffer, from: string, to: string): Buffer {
  const sum = (text: string): string => createHash('sha256').update(text).digest('hex')
  const changed = bytes.toString('latin1').replace(sum(from), sum(to)).replace(`${from}\0`, `${to}\0`)
  return Buffer.from(changed, 'latin1')
}
