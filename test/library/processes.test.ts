import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../support/library'
import { bundleScript, runNode, startNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

type Engine = 'disk' | 'file'

const preamble = (engine: Engine = 'disk'): string => `
  import { appendFileSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  import { Worker, isMainThread, threadId, workerData } from 'node:worker_threads'
  import { createCache } from '@src/library'
  const [dir, name] = workerData ?? process.argv.slice(2)
  const warnings = []
  const open = options => createCache({ engine: '${engine}', dir: dir + '/cache', log: 'silent', onWarning: warning => warnings.push(warning.message), ...options })
  process.on('exit', () => process.stdout.write(warnings.join('\\n')))`

describe('one folder, two processes and four worker threads', () => {
  it.each(['disk', 'file'] as const)('B10 compute each value once, see each other\'s, and lose nothing (%s engine)', async (engine) => {
    const script = await bundleScript(`${preamble(engine)}
      if (isMainThread && process.argv[4])
        for (let index = 0; index < 4; index++)
          new Worker(new URL(import.meta.url), { workerData: [dir, name + index] })
      const cache = open()
      for (let round = 0; round < 15; round++) {
        cache.set('./own/' + name + '/' + round, name.repeat(100) + round)
        const value = await cache.getOrCompute('./common/' + round, async () => {
          appendFileSync(dir + '/computed', round + '\\n')
          await sleep(2)
          return 'value '.repeat(500) + round
        })
        if (value !== 'value '.repeat(500) + round) throw new Error('wrong: ' + value)
        if (round % 4 === 0) cache.delete('./own/' + name + '/' + (round - 1))
      }
      await cache.close()`)
    const dir = temporaryDir()
    const exits = await Promise.all([['a', 'workers'], ['b']].map(([name, workers]) => runNode([script, dir, name!, ...workers ? [workers] : []])))
    expect(exits.map(({ code, stdout, stderr }) => `${code}${stdout}${stderr}`)).toEqual(['0', '0'])
    const { cache } = openLibrary({ dir: join(dir, 'cache'), engine })
    for (let round = 0; round < 15; round++) {
      expect(cache.get<string>(`./common/${round}`)).toBe(`${'value '.repeat(500)}${round}`)
      for (const name of ['a', 'a0', 'a1', 'a2', 'a3', 'b'])
        expect(cache.get<string>(`./own/${name}/${round}`), `${name} ${round}`).toBe([3, 7, 11].includes(round) ? undefined : `${name.repeat(100)}${round}`)
    }
    const computed = readFileSync(join(dir, 'computed'), 'utf8').trim().split('\n')
    expect(computed.length, 'each value is computed once').toBe(new Set(computed).size)
  })

  it('B10 wait no longer for another one than they are told', async () => {
    const script = await bundleScript(`${preamble()}
      await open().getOrCompute('./x', async () => {
        process.stdout.write('computing')
        await sleep(60_000)
      })`)
    const dir = temporaryDir()
    const { child, printed, exit } = startNode([script, dir, 'slow'])
    await printed('computing')
    const { cache } = openLibrary({ dir: join(dir, 'cache'), waitFor: 50 })
    expect(await cache.getOrCompute('./x', () => 'mine')).toBe('mine')
    child.kill('SIGKILL')
    await exit
  })
})

describe('a process that ends', () => {
  it.each(['disk', 'file'] as const)('C2 by being killed while it writes loses at most what it was writing (%s engine)', async (engine) => {
    const script = await bundleScript(`${preamble(engine)}
      const cache = open()
      for (let round = 0; ; round++) {
        for (let index = 0; index < 5; index++)
          cache.set('./' + name + '/' + round + '/' + index, (name + round + index).repeat(500))
        if (round % 3 === 2) cache.set('./same', String(round).repeat(2000))
        await cache.flush()
        process.stdout.write('<' + round + '>')
      }`)
    const dir = temporaryDir()
    for (let attempt = 0; attempt < 5; attempt++) {
      const { child, printed, exit } = startNode([script, dir, `p${attempt}`])
      await printed('<3>')
      await sleep(attempt * 7)
      child.kill('SIGKILL')
      const committed = Number([...(await exit).stdout.matchAll(/<(\d+)>/g)].at(-1)![1])
      const { cache, warnings } = openLibrary({ dir: join(dir, 'cache'), engine })
      for (let round = 0; round <= committed + 1; round++) {
        for (let index = 0; index < 5; index++) {
          const value = cache.get<string>(`./p${attempt}/${round}/${index}`)
          if (round <= committed || value !== undefined)
            expect(value, `${attempt} ${round} ${index}`).toBe(`p${attempt}${round}${index}`.repeat(500))
        }
      }
      const same = cache.get<string>('./same')!
      expect(Number(same.slice(0, same.length / 2000))).toBeGreaterThanOrEqual(committed - committed % 3 - 1)
      expect(warnings).toEqual([])
      await cache.close()
    }
  })

  it('C2 by itself writes what it has not written yet', async () => {
    const script = await bundleScript(`${preamble()}
      open().set('./a', 1)
      if (isMainThread) new Worker(new URL(import.meta.url), { workerData: [dir, 'thread'] })
      else open().set('./thread', 2)`)
    const dir = temporaryDir()
    expect(await runNode([script, dir, 'x'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const { cache } = openLibrary({ dir: join(dir, 'cache') })
    expect([cache.get('./a'), cache.get('./thread')]).toEqual([1, 2])
  })

  it('C2 by process.exit() says what is lost', async () => {
    const script = await bundleScript(`${preamble()}
      open().set('./a', 1)
      process.exit(0)`)
    const dir = temporaryDir()
    const { stderr } = await runNode([script, dir, 'x'])
    expect(stderr).toContain('process.exit() was called before 1 entry of')
    expect(existsSync(join(dir, 'cache/library-v1/default/head.json'))).toBe(false)
  })
})
