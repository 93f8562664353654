import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { digest } from '../../src/util/digest'
import { fileStates } from '../support/states'
import { temporaryDir, writeFiles } from '../support/temp'

describe('settle', () => {
  /** States a fact about a file and lets something happen to it. */
  async function brokenAfter(happen: (path: string) => void, files = fileStates()): Promise<number> {
    const path = join(temporaryDir({ file: 'before' }), 'file')
    await sleep(30)
    files.facts(path).set('content', ['content', 'file', files.content(path)])
    happen(path)
    return files.settle().length
  }

  it('finds facts about files that were written, replaced or removed since', async () => {
    expect(await brokenAfter(path => writeFileSync(path, 'after, longer'))).toBe(1)
    expect(await brokenAfter(path => writeFileSync(path, 'after!'))).toBe(1)
    expect(await brokenAfter(path => rmSync(path))).toBe(1)
    expect(await brokenAfter((path) => {
      writeFileSync(`${path}.new`, 'before')
      renameSync(`${path}.new`, path)
    })).toBe(1)
  })

  it('finds none when nothing happened, or to a file of which nothing was said', async () => {
    expect(await brokenAfter(path => readFileSync(path))).toBe(0)
    const path = join(temporaryDir({ file: 'before' }), 'file')
    const files = fileStates()
    files.content(path)
    writeFileSync(path, 'after')
    expect(files.settle()).toEqual([])
  })

  it('finds a file that was not there and is now', () => {
    const dir = temporaryDir()
    const files = fileStates()
    files.facts(join(dir, 'file')).set('kind', ['kind', 'file', files.kind(join(dir, 'file'))])
    writeFiles(dir, { file: '' })
    expect(files.settle()).toEqual([['kind', 'file', null]])
  })

  it('finds a second write within one tick of the clock', () => {
    // As often as it takes for both writes to get the same times on any file system.
    for (let attempt = 0; attempt < 30; attempt++) {
      const path = join(temporaryDir({ file: 'before' }), 'file')
      const files = fileStates()
      files.facts(path).set('content', ['content', 'file', files.content(path)])
      writeFileSync(path, 'after!')
      expect(files.settle(), `attempt ${attempt}`).toHaveLength(1)
    }
  })

  it('forgets what it found, so that the new state can be stated', () => {
    const path = join(temporaryDir({ file: 'before' }), 'file')
    const files = fileStates()
    files.facts(path).set('content', ['content', 'file', files.content(path)])
    writeFileSync(path, 'after, longer')
    files.settle()
    expect(files.content(path)).toBe(digest('after, longer'))
    expect(files.settle()).toEqual([])
  })
})
