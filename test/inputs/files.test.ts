import { renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Strategy } from '../../src/inputs/files'
import { digest } from '../../src/util/digest'
import { type Memos, fileStates } from '../support/states'
import { temporaryDir, writeFiles } from '../support/temp'

const HOUR_S = 3600
const RACY_MS = 2000
/** The mtime of all files that npm unpacks. */
const NPM_TIME = new Date('1985-10-26T08:15:00Z')

/** Gives a file other times; the ctime is the present all the same. */
function setTime(path: string, time: Date | number): void {
  utimesSync(path, time, time)
}

function anHourAgo(): number {
  return Math.floor(Date.now() / 1000) - HOUR_S
}

/** What a next run takes for the digest of a file, without looking at how it came there. */
function contentIn(memos: Memos, strategy: Strategy, path: string): string | null {
  return fileStates(memos, strategy).content(path)
}

/** Pretends that a file was hashed later than it was, long enough after it was written. */
function afterAWhile(memos: Memos, path: string): void {
  memos.get(path)![5] = Date.now() + RACY_MS + 1000
}

/** Makes the digest recognizable: whoever gives it has not read the file. */
function markDigest(memos: Memos, path: string): void {
  memos.get(path)![4] = 'remembered'
}

/** A file of which a first run has kept the digest. */
function rememberedFile(strategy: Strategy, time: Date | number = anHourAgo()): { path: string, memos: Memos } {
  const path = join(temporaryDir({ file: 'before' }), 'file')
  setTime(path, time)
  const memos: Memos = new Map()
  expect(contentIn(memos, strategy, path)).toBe(digest('before'))
  return { path, memos }
}

describe('the digest of a file that was hashed in an earlier run', () => {
  it('is believed when the file is unchanged and was written long before', () => {
    const { path, memos } = rememberedFile('auto')
    afterAWhile(memos, path)
    markDigest(memos, path)
    expect(contentIn(memos, 'auto', path)).toBe('remembered')
  })

  it('is not believed when the file was written shortly before it was hashed', () => {
    const { path, memos } = rememberedFile('auto')
    markDigest(memos, path)
    // Its mtime is an hour ago, but its ctime is now.
    expect(contentIn(memos, 'auto', path)).toBe(digest('before'))
  })

  it('is kept with the new time of hashing, so that it is believed one day', () => {
    const { path, memos } = rememberedFile('auto')
    const [, , , , , before] = memos.get(path)!
    memos.get(path)![5] = before - HOUR_S * 1000
    contentIn(memos, 'auto', path)
    expect(memos.get(path)![5]).toBeGreaterThanOrEqual(before)
  })

  it('is not believed when content of equal size came with the old mtime', () => {
    const time = anHourAgo()
    const { path, memos } = rememberedFile('auto', time)
    afterAWhile(memos, path)
    writeFileSync(path, 'after!')
    setTime(path, time)
    expect(statSync(path)).toMatchObject({ size: 6, mtimeMs: time * 1000 })
    expect(contentIn(memos, 'auto', path)).toBe(digest('after!'))
  })

  it('is not believed when another file of equal size and mtime took its place', () => {
    const time = anHourAgo()
    const { path, memos } = rememberedFile('auto', time)
    afterAWhile(memos, path)
    writeFileSync(`${path}.new`, 'after!')
    setTime(`${path}.new`, time)
    renameSync(`${path}.new`, path)
    expect(contentIn(memos, 'auto', path)).toBe(digest('after!'))
  })

  it('is not believed for a package that was unpacked anew, whose files are all of 1985', () => {
    const { path, memos } = rememberedFile('auto', NPM_TIME)
    afterAWhile(memos, path)
    writeFileSync(path, 'after!')
    setTime(path, NPM_TIME)
    expect(contentIn(memos, 'auto', path)).toBe(digest('after!'))
  })

  it('is believed for a package that stays as it was unpacked', () => {
    const { path, memos } = rememberedFile('auto', NPM_TIME)
    afterAWhile(memos, path)
    markDigest(memos, path)
    expect(contentIn(memos, 'auto', path)).toBe('remembered')
  })

  it('is not believed by `mtime` for a file of 1985 either: the time says nothing', () => {
    const { path, memos } = rememberedFile('mtime', NPM_TIME)
    afterAWhile(memos, path)
    writeFileSync(path, 'after!')
    setTime(path, NPM_TIME)
    expect(contentIn(memos, 'mtime', path)).toBe(digest('after!'))
  })

  it('is believed by `mtime` for equal size and mtime, and never by `content`', () => {
    const time = anHourAgo()
    for (const [strategy, expected] of [['mtime', 'remembered'], ['content', digest('after!')]] as const) {
      const { path, memos } = rememberedFile(strategy, time)
      afterAWhile(memos, path)
      markDigest(memos, path)
      writeFileSync(path, 'after!')
      setTime(path, time)
      expect(contentIn(memos, strategy, path), strategy).toBe(expected)
    }
  })

  it('is not believed by any strategy when size or mtime differ', () => {
    for (const strategy of ['auto', 'content', 'mtime'] as const) {
      const { path, memos } = rememberedFile(strategy)
      afterAWhile(memos, path)
      writeFileSync(path, 'longer than before')
      expect(contentIn(memos, strategy, path), strategy).toBe(digest('longer than before'))
      writeFileSync(path, 'before')
      setTime(path, anHourAgo() - 5)
      memos.get(path)![4] = 'remembered'
      expect(contentIn(memos, strategy, path), strategy).toBe(digest('before'))
    }
  })
})

describe('what is said of a path', () => {
  it('is its kind, size and content', () => {
    const dir = temporaryDir({ 'file': 'abc', 'folder/x': '' })
    const files = fileStates()
    expect(['file', 'folder', 'missing', 'file/below'].map(name => files.kind(join(dir, name)))).toEqual(['file', 'dir', null, null])
    expect(['file', 'folder', 'missing'].map(name => files.size(join(dir, name)))).toEqual(['file 3', 'dir', null])
    expect(['file', 'folder', 'missing'].map(name => files.content(join(dir, name)))).toEqual([digest('abc'), null, null])
  })

  it('is the names and kinds in a folder, whatever their order', () => {
    const [a, b] = [temporaryDir({ 'x.css': '', 'y/z': '' }), temporaryDir({ 'y/other': '', 'x.css': 'content' })]
    expect(fileStates().listing(a)).toBe(fileStates().listing(b))
    writeFiles(a, { 'new.txt': '' })
    expect(fileStates().listing(a)).not.toBe(fileStates().listing(b))
    expect(fileStates().styleListing(a)).toBe(fileStates().styleListing(b))
    writeFiles(a, { 'new.scss': '' })
    expect(fileStates().styleListing(a)).not.toBe(fileStates().styleListing(b))
    expect(fileStates().listing(join(a, 'x.css'))).toBeNull()
    expect(fileStates().listing(join(a, 'missing'))).toBeNull()
  })

  it('follows links, and takes a broken or circular one for none', () => {
    const dir = temporaryDir({ file: 'abc' })
    symlinkSync(join(dir, 'file'), join(dir, 'link'))
    symlinkSync(join(dir, 'gone'), join(dir, 'broken'))
    symlinkSync(join(dir, 'circle'), join(dir, 'circle'))
    const files = fileStates()
    expect(files.content(join(dir, 'link'))).toBe(digest('abc'))
    expect(files.realpath(join(dir, 'link'))).toBe(join(dir, 'file'))
    expect(['broken', 'circle'].map(name => files.kind(join(dir, name)))).toEqual([null, null])
    expect(['broken', 'circle'].map(name => files.realpath(join(dir, name)))).toEqual([null, null])
  })

  it('takes a path that cannot exist for none', () => {
    const files = fileStates()
    for (const path of [`/${'x'.repeat(5000)}`, '/a\0b'])
      expect([files.kind(path), files.content(path), files.realpath(path), files.listing(path)]).toEqual([null, null, null, null])
  })

  it('is believed until it is invalidated', () => {
    const path = join(temporaryDir({ file: 'before' }), 'file')
    const files = fileStates()
    files.content(path)
    writeFileSync(path, 'after')
    expect(files.content(path)).toBe(digest('before'))
    files.invalidate(`${path}.other`)
    expect(files.content(path)).toBe(digest('before'))
    files.invalidate(path)
    expect(files.content(path)).toBe(digest('after'))
    rmSync(path)
    files.invalidate()
    expect(files.content(path)).toBeNull()
  })
})
