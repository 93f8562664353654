import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesIn, writeAtomic } from '../../src/store/file'
import { temporaryDir } from '../support/temp'

describe('writeAtomic', () => {
  it('writes a file, with the folders it needs', async () => {
    const path = join(temporaryDir(), 'a/b/file.json')
    await writeAtomic(path, 'content ✓')
    expect(readFileSync(path, 'utf8')).toBe('content ✓')
  })

  it('replaces a file and leaves nothing else', async () => {
    const dir = temporaryDir({ 'file.json': 'old' })
    const { ino } = statSync(join(dir, 'file.json'))
    await writeAtomic(join(dir, 'file.json'), 'new')
    expect(readFileSync(join(dir, 'file.json'), 'utf8')).toBe('new')
    expect(statSync(join(dir, 'file.json')).ino).not.toBe(ino)
    expect(readdirSync(dir)).toEqual(['file.json'])
  })

  it('shows readers the old or the new content, never a part', async () => {
    const path = join(temporaryDir(), 'file')
    const contents = Array.from({ length: 6 }, (_, index) => String(index).repeat(300_000))
    await writeAtomic(path, contents[0]!)
    let isWriting = true
    const seen = new Set<string>()
    const reading = (async () => {
      while (isWriting)
        seen.add(await readFile(path, 'utf8'))
    })()
    await Promise.all(contents.map(content => writeAtomic(path, content)))
    isWriting = false
    await reading
    expect([...seen].every(content => contents.includes(content))).toBe(true)
  })

  it('leaves no temporary file when it fails', async () => {
    const dir = temporaryDir()
    mkdirSync(join(dir, 'target/full'), { recursive: true })
    await expect(writeAtomic(join(dir, 'target'), 'data')).rejects.toThrow()
    expect(readdirSync(dir)).toEqual(['target'])
  })

  it('says so when a file stands where the folder should be', async () => {
    const dir = temporaryDir({ file: '' })
    await expect(writeAtomic(join(dir, 'file/deep/target'), 'data')).rejects.toThrow(/EEXIST|ENOTDIR/)
  })
})

describe('namesIn', () => {
  it('lists a folder', async () => {
    const dir = temporaryDir({ a: '', 'b/c': '' })
    expect((await namesIn(dir)).sort()).toEqual(['a', 'b'])
  })

  it('finds nothing where there is no folder', async () => {
    const dir = temporaryDir()
    writeFileSync(join(dir, 'file'), '')
    expect(await namesIn(join(dir, 'missing'))).toEqual([])
    expect(await namesIn(join(dir, 'file'))).toEqual([])
  })
})
