import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../support/library'
import { bundleScript, runNode, startNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const PREAMBLE = `
  import { existsSync, writeFileSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  import { createCache } from '@src/library'
  const [dir, engine] = process.argv.slice(2)
  const cache = createCache({ dir, engine, onWarning: ({ message }) => process.stdout.write(message) })
  const isThere = name => existsSync(dir + '/' + name)
  /** Without giving way to anything else in this process. */
  const waitFor = name => {
    while (!isThere(name)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
  }`

const ENGINES = ['disk', 'file'] as const

describe('a folder that is cleared while another process uses it', () => {
  it.each(ENGINES)('E9 gives nothing that was set before, and all that is set after (%s engine)', async (engine) => {
    const script = await bundleScript(`${PREAMBLE}
      cache.set('./old', 'old')
      process.stdout.write('set ')
      waitFor('cleared')
      cache.set('./new', 'new')
      process.stdout.write(String(cache.get('./old')))
      await cache.close()`)
    const { cache, dir } = openLibrary({ engine })
    cache.set('./mine', 'mine')
    await cache.flush()
    const { printed, exit } = startNode([script, dir, engine])
    await printed('set ')
    await cache.clear()
    writeFileSync(join(dir, 'cleared'), '')
    expect((await exit).stdout).toBe('set undefined')
    expect(['./mine', './old', './new'].map(key => cache.get(key))).toEqual([undefined, undefined, 'new'])
  })

  it('E9 loses nothing to what the other had deleted before', async () => {
    const script = await bundleScript(`${PREAMBLE}
      cache.set('./x', 'old')
      await cache.flush()
      cache.delete('./x')
      process.stdout.write('deleted')
      waitFor('set')
      await cache.close()`)
    const { cache, dir } = openLibrary()
    const { printed, exit } = startNode([script, dir, 'disk'])
    await printed('deleted')
    await cache.clear()
    cache.set('./x', 'new')
    await cache.flush()
    writeFileSync(join(dir, 'set'), '')
    await exit
    expect(cache.get('./x')).toBe('new')
  })

  it.each(ENGINES)('E9 keeps to that again and again, whatever the other does meanwhile (%s engine)', async (engine) => {
    const script = await bundleScript(`${PREAMBLE}
      const before = []
      let after = []
      for (let round = 1, n = 0; round <= 12; n++) {
        const isAfter = isThere('cleared-' + round)
        if (isAfter && after.length === 0)
          before.filter(key => cache.has(key)).forEach(key => process.stdout.write('in round ' + round + ' it still has ' + key))
        cache.set('./' + n, n)
        if (!isThere('clearing-' + round))
          before.push('./' + n)
        if (isAfter && after.push('./' + n) === 3) {
          if (round++ === 12) break
          before.push(...after)
          after = []
        }
        writeFileSync(dir + '/ready-' + round, '')
        if (n % 3 === 0) await cache.flush()
        if (n % 5 === 0) await sleep(n % 7)
      }
      await cache.close()
      writeFileSync(dir + '/result.json', JSON.stringify({ before, after }))`)
    const { cache, dir, warnings } = openLibrary({ engine })
    const { exit } = startNode([script, dir, engine])
    for (let round = 1; round <= 12; round++) {
      while (!existsSync(join(dir, `ready-${round}`)))
        await sleep(1)
      await sleep(round % 5)
      cache.set('./mine', round)
      writeFileSync(join(dir, `clearing-${round}`), '')
      await cache.clear()
      expect(cache.has('./mine')).toBe(false)
      writeFileSync(join(dir, `cleared-${round}`), '')
    }
    expect(await exit).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const { before, after } = (await import(join(dir, 'result.json'), { with: { type: 'json' } }) as { default: Record<'before' | 'after', string[]> }).default
    expect(before.length).toBeGreaterThan(20)
    expect(before.filter(key => cache.has(key))).toEqual([])
    expect(after.map(key => cache.get(key))).toEqual(after.map(key => Number(key.slice(2))))
    expect(warnings).toEqual([])
  })
})

describe('clear', () => {
  it.each(ENGINES)('E9 keeps what is set after it was called, and nothing of other caches of the folder (%s engine)', async (engine) => {
    const { cache, dir } = openLibrary({ engine })
    const other = openLibrary({ engine, dir }).cache
    cache.set('./a', 'old')
    other.set('./b', 'old')
    void cache.flush()
    const cleared = cache.clear()
    cache.set('./a', 'new')
    await cleared
    expect([cache.get('./a'), other.get('./b')]).toEqual(['new', undefined])
    await Promise.all([cache.close(), other.close()])
    expect(openLibrary({ engine, dir }).cache.stats().entries).toBe(1)
  })

  it('E9 leaves nothing to be written at the end of the process', async () => {
    const script = await bundleScript(`${PREAMBLE}
      // Nothing is written a moment later.
      globalThis.setTimeout = () => ({ unref() {} })
      cache.set('./a', 1)
      await cache.clear()
      process.exit(0)`)
    expect(await runNode([script, temporaryDir(), 'disk'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })
})
