import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCache, readResult } from '../support/cache'
import { bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const PROCESSES = 4
const ROUNDS = 12

const PREAMBLE = `
  import { ResultCache } from '@src/cache'
  const [dir, name] = process.argv.slice(2)
  const warnings = []
  const log = { warn: message => warnings.push(message), info() {} }
  const open = (namespace = 'project') => ResultCache.open({ dir, namespace, tool: '1.0.0', maxAge: 1e9, maxSize: 1e9, readonly: false, refresh: false, log })
  const add = (cache, key, text, state) => cache.add(key, { facts: [['content', 'file', state]], shared: [], cost: 1 }, Buffer.from(text))`

async function runAll(source: string, dir: string): Promise<void> {
  const script = await bundleScript(`${PREAMBLE}\n${source}\nprocess.stdout.write(warnings.join())`)
  const exits = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => runNode([script, join(dir, 'cache'), `p${index}`])))
  expect(exits.map(({ code, stdout, stderr }) => `${code}${stdout}${stderr}`)).toEqual(Array.from({ length: PROCESSES }, () => '0'))
}

describe('several processes that commit at the same time', () => {
  it('lose nothing, though packs are merged again and again', async () => {
    const dir = temporaryDir()
    await runAll(`
      for (let round = 0; round < ${ROUNDS}; round++) {
        const cache = await open()
        add(cache, name + ' ' + round, name + ' result ' + round, 'a')
        add(cache, 'all', name + round, name + round)
        cache.setNote('runs', name + ' ' + round, round)
        await cache.commit()
        cache.close()
      }`, dir)
    const cache = await openCache(join(dir, 'cache'))
    for (let index = 0; index < PROCESSES; index++) {
      for (let round = 0; round < ROUNDS; round++) {
        expect(readResult(cache, `p${index} ${round}`)).toBe(`p${index} result ${round}`)
        expect(cache.note('runs', `p${index} ${round}`)).toBe(round)
      }
    }
    expect(cache.lookup('all').length).toBeGreaterThan(0)
    for (const variant of cache.lookup('all'))
      expect(cache.read(variant)?.toString()).toBe(variant.facts[0]![2])
  })

  it('lose nothing when all of them record the same, in several namespaces', async () => {
    const dir = temporaryDir()
    // As when a project is built twice at once, back and forth between two states: a pack that one process has just
    // written is one that another is about to remove.
    await runAll(`
      for (let round = 0; round < ${4 * ROUNDS}; round++) {
        const cache = await open('n' + round % 4)
        add(cache, 'same', String((round >> 2) % 2).repeat(500), 'a')
        await cache.commit()
        cache.close()
      }`, dir)
    for (let index = 0; index < 4; index++) {
      const cache = await openCache(join(dir, 'cache'), { namespace: `n${index}` })
      expect(readResult(cache, 'same'), `namespace n${index}`).toMatch(/^(?:0{500}|1{500})$/)
    }
  })
})
