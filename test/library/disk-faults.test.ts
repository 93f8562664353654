import { appendFileSync, cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DiskIndex } from '../../src/cache/disk'
import { temporaryDir } from '../support/temp'
import { filesBelow } from '../support/tree'

const open = (dir: string): DiskIndex => new DiskIndex({ dir, maxSize: 1e9, keepUnused: 1e12, warn: message => expect.unreachable(message) })
const put = (index: DiskIndex, key: string): Promise<void> => index.commit({ records: new Map([[key, Buffer.from(`value of ${key}`)]]), uses: new Map(), lastClear: undefined })

function keysIn(dir: string): string[] {
  const index = open(dir)
  index.refresh()
  for (const [key, location] of index.state.entries)
    expect(index.packs.read(location)?.toString()).toBe(`value of ${key}`)
  return [...index.state.entries.keys()].sort()
}

describe('a lock that was taken away from a process that stood still', () => {
  it('C2 loses none of the commits that others made meanwhile', async () => {
    const [dir, other] = [temporaryDir(), temporaryDir()]
    const index = open(dir)
    await put(index, 'first')
    cpSync(dir, other, { recursive: true })
    for (const key of ['x', 'y', 'z'])
      await put(open(other), key)
    const { state } = index
    const apply = state.apply.bind(state)
    let isStill = false
    state.apply = (operation) => {
      if (!isStill)
        cpSync(other, dir, { recursive: true })
      isStill = true
      apply(operation)
    }
    await put(index, 'last')
    expect(isStill).toBe(true)
    expect(keysIn(dir)).toEqual(['first', 'last', 'x', 'y', 'z'])
  })

  it('C2 writes over nothing that another process has put behind the log', async () => {
    const dir = temporaryDir()
    const index = open(dir)
    await put(index, 'first')
    const log = filesBelow(dir).find(path => path.endsWith('.log'))!
    appendFileSync(log, 'a commit that is still going on\n')
    const before = readFileSync(log, 'utf8')
    cpSync(log, join(dir, 'kept'))
    await put(index, 'last')
    const logs = filesBelow(dir).filter(path => path.endsWith('.log'))
    expect(logs.filter(path => path === log).every(path => readFileSync(path, 'utf8') === before)).toBe(true)
    expect(keysIn(dir)).toEqual(['first', 'last'])
  })
})
