import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { withLock } from '../../src/store/lock'
import { mountMemory } from '../support/mount'
import { bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const HOUR_S = 3600

/** Gives the lock file another time. */
function age(path: string, seconds: number): void {
  const time = Date.now() / 1000 + seconds
  utimesSync(path, time, time)
}

describe('withLock', () => {
  it('gives what the body gives and leaves no lock', async () => {
    const path = join(temporaryDir(), 'new/folder/a.lock')
    expect(await withLock(path, async () => existsSync(path))).toBe(true)
    expect(existsSync(path)).toBe(false)
  })

  it('leaves no lock behind on a full disk, where nobody could ever take it', async ({ skip }) => {
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted here')
    const path = join(mounted.dir, 'a.lock')
    expect(() => writeFileSync(join(mounted.dir, 'full'), Buffer.alloc(128 * 1024))).toThrow()
    await expect(withLock(path, () => Promise.resolve())).rejects.toThrow(/ENOSPC/)
    expect(existsSync(path)).toBe(false)
  })

  it('lets go of the lock when the body throws', async () => {
    const path = join(temporaryDir(), 'a.lock')
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(path, async () => 'next')).toBe('next')
  })

  it('lets one body in at a time', async () => {
    const path = join(temporaryDir(), 'a.lock')
    let inside = 0
    let most = 0
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, async () => {
      most = Math.max(most, ++inside)
      await sleep(5)
      inside--
    })))
    expect(most).toBe(1)
  })

  it('lets one process in at a time', async () => {
    const dir = temporaryDir({ counter: '0' })
    const script = await bundleScript(`
      import { readFileSync, writeFileSync } from 'node:fs'
      import { withLock } from '@src/store/lock'
      for (let i = 0; i < 25; i++)
        await withLock('a.lock', async () => {
          const count = Number(readFileSync('counter', 'utf8'))
          await new Promise(resolve => setImmediate(resolve))
          writeFileSync('counter', String(count + 1))
        })`)
    const exits = await Promise.all(Array.from({ length: 4 }, () => runNode([script], { cwd: dir })))
    expect(exits.map(({ stderr, code }) => `${code}${stderr}`)).toEqual(['0', '0', '0', '0'])
    expect(readFileSync(join(dir, 'counter'), 'utf8')).toBe('100')
  })

  it('takes over a lock that a killed process left', async () => {
    const path = join(temporaryDir({ 'a.lock': '' }), 'a.lock')
    age(path, -HOUR_S)
    expect(await withLock(path, async () => 'mine')).toBe('mine')
  })

  it('takes over a lock from the future, which would never get old', async () => {
    const path = join(temporaryDir({ 'a.lock': '' }), 'a.lock')
    age(path, HOUR_S)
    expect(await withLock(path, async () => 'mine')).toBe('mine')
  })

  it('waits for a lock that somebody holds', async () => {
    const path = join(temporaryDir({ 'a.lock': '' }), 'a.lock')
    const waiting = withLock(path, async () => 'mine')
    await sleep(50)
    expect(existsSync(path)).toBe(true)
    rmSync(path)
    expect(await waiting).toBe('mine')
  })

  it('does not remove the lock of the next one, when it was itself taken for dead', async () => {
    const path = join(temporaryDir(), 'a.lock')
    let endSecond = (): void => {}
    let second: Promise<void> | undefined
    await withLock(path, async () => {
      age(path, -HOUR_S)
      await new Promise<void>((entered) => {
        second = withLock(path, () => new Promise((resolve) => {
          endSecond = resolve
          entered()
        }))
      })
    })
    const isLocked = existsSync(path)
    endSecond()
    await second
    expect(isLocked).toBe(true)
  })

  it('throws where no lock can be made', async () => {
    const dir = temporaryDir()
    writeFileSync(join(dir, 'file'), '')
    await expect(withLock(join(dir, 'file/a.lock'), async () => {})).rejects.toThrow(/EEXIST|ENOTDIR/)
  })

  it('throws when a folder has the name of the lock', async () => {
    const path = join(temporaryDir(), 'a.lock')
    mkdirSync(path)
    age(path, -HOUR_S)
    await expect(withLock(path, async () => {})).rejects.toThrow()
  })
})
