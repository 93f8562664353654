import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../support/library'
import { bundleScript, runNode, startNode } from '../support/processes'
import { startServer } from '../support/server'
import { temporaryDir } from '../support/temp'
import { filesBelow } from '../support/tree'

describe('files that several use at the same time', () => {
  it('D5 are fetched once, and each gets bytes of its own', async () => {
    const opened = openLibrary()
    const { files } = opened.cache
    let calls = 0
    const fetch = async (): Promise<string> => Promise.resolve(`data ${++calls}`)
    const all = await Promise.all([files, files, openLibrary({ dir: opened.dir }).cache.files].map(async each => each.loadOrFetch('x', fetch)))
    expect([all.map(String), calls]).toEqual([['data 1', 'data 1', 'data 1'], 1])
    all[0]![0] = 0
    expect(String(all[1])).toBe('data 1')
    const failing = [1, 2].map(async () => files.loadOrFetch('y', async () => Promise.reject(new Error(`offline ${++calls}`))))
    expect((await Promise.allSettled(failing)).map(result => String((result as PromiseRejectedResult).reason))).toEqual(['Error: offline 2', 'Error: offline 2'])
    expect(String(await files.loadOrFetch('y', fetch))).toBe('data 3')
    expect(String(await files.loadOrFetch('z', async () => files.loadOrFetch('z', () => 'inner')))).toBe('inner')
  })

  it('D5 are downloaded once from one URL, and from each other one', async () => {
    const { url, requests } = await startServer(({ url: path }, response) => setTimeout(() => response.end(path), 20))
    const { files } = openLibrary().cache
    const all = await Promise.all(['/a', '/a', '/a', '/b'].map(async path => files.loadOrFetchUrl(`${url}${path}`, 'x')))
    expect(all.map(String)).toEqual(['/a', '/a', '/a', '/b'])
    expect(requests.map(({ path }) => path).sort()).toEqual(['/a', '/b'])
  })

  it('D2 are there while they are saved again', async () => {
    const { files } = openLibrary().cache
    await files.save('x', 'text 0')
    let isSaving = true
    const saving = (async () => {
      for (let i = 1; i <= 100; i++)
        await files.save('x', `text ${i}`)
      isSaving = false
    })()
    while (isSaving)
      expect(String(await files.load('x'))).toContain('text')
    await saving
    expect(String(await files.load('x'))).toBe('text 100')
  })

  it('D2 are what was saved last', async () => {
    const opened = openLibrary()
    const all = [opened.cache.files, openLibrary({ dir: opened.dir }).cache.files]
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 8 }, async (_, i) => all[i % 2]!.save('x', `${i}`.repeat(20_000 - 2000 * i))))
      expect(String(await all[0]!.load('x')), `round ${round}`).toBe('7'.repeat(6000))
    }
  })
})

const SAVE = `
  import { createCache } from '@src/library'
  const [dir, name, rounds] = process.argv.slice(2)
  const { files } = createCache({ dir, onWarning: ({ message }) => process.stdout.write(message) })
  const textOf = round => (name + ' ' + round + '\\n').repeat(1000 + 1000 * Math.random())
  const check = text => {
    if (!text || new Set(text.trim().split('\\n')).size !== 1) throw new Error('a mix: ' + text.slice(0, 100))
  }`

describe('a file that several processes save', () => {
  it('D2 is there all the time, as one of them has saved it', async () => {
    const script = await bundleScript(`${SAVE}
      for (let round = 0; round < Number(rounds); round++) {
        await files.save('x', textOf(round))
        check(String(await files.load('x')))
        if (!await files.has('x')) throw new Error('it is not there')
      }`)
    const dir = temporaryDir()
    const exits = await Promise.all(['one', 'two', 'three'].map(name => runNode([script, dir, name, '150'])))
    expect(exits.map(({ code, stdout, stderr }) => `${code}${stdout}${stderr}`)).toEqual(['0', '0', '0'])
  })

  it('D2 is the old or the new one when a process is killed while it saves', async () => {
    const script = await bundleScript(`${SAVE}
      for (let round = 0; ; round++) {
        await files.save('x', textOf(round))
        process.stdout.write('<' + round + '>')
      }`)
    const dir = temporaryDir()
    for (let attempt = 0; attempt < 10; attempt++) {
      const { child, printed, exit } = startNode([script, dir, `p${attempt}`])
      await printed('<3>')
      await sleep(Math.random() * 10)
      child.kill('SIGKILL')
      const saved = Number([...(await exit).stdout.matchAll(/<(\d+)>/g)].at(-1)![1])
      const { cache: { files }, warnings } = openLibrary({ dir })
      const lines = new Set(String(await files.load('x')).trim().split('\n'))
      expect(lines.size).toBe(1)
      expect([...lines][0]).toMatch(new RegExp(`^p${attempt} `))
      expect(Number([...lines][0]!.split(' ')[1])).toBeGreaterThanOrEqual(saved)
      expect([await files.has('x'), warnings]).toEqual([true, []])
    }
  })
})

describe('what is known of files', () => {
  it('D6 is not among them, and what a killed process left is removed one day', async () => {
    const { cache: { files } } = openLibrary()
    const known = join(dirname(files.dir), 'known')
    await files.save('x', 'old')
    await files.save('y.meta.json', 'any name is free')
    const [left] = filesBelow(known)
    writeFileSync(`${left}.123.abcdef01.tmp`, 'half of it')
    for (const path of filesBelow(known))
      utimesSync(path, 1000, 1000)
    await files.save('x', 'new')
    await files.save('y.meta.json', 'new')
    expect(filesBelow(known)).toHaveLength(2)
    expect((await files.inventory()).children.map(({ name, size }) => [name, size])).toEqual([['x', 3], ['y.meta.json', 3]])
    await (await files.remove('x')).confirm()
    expect([await files.has('x'), filesBelow(known).length]).toEqual([false, 1])
  })

  it('D6 is the same however a path is written, and when it is damaged the file is a miss, with a warning', async () => {
    const { cache: { files }, warnings } = openLibrary()
    await files.save('./deep/../deep//x', 'text')
    expect(String(await files.load('deep/x'))).toBe('text')
    const [path] = filesBelow(join(dirname(files.dir), 'known'))
    writeFileSync(path!, readFileSync(path!, 'utf8').replace('{}', '{ }'))
    await expect(files.load('deep/x')).rejects.toMatchObject({ code: 'CACHE_MISS' })
    expect(warnings[0]!.message).toContain('what is known of deep/x')
    expect(String(await files.loadOrFetch('deep/x', () => 'again'))).toBe('again')
    expect(String(await files.load('deep/x'))).toBe('again')
  })
})

describe('files', () => {
  it('D5 that cannot be reached are fetched, with a warning', async () => {
    const { cache: { files }, warnings, dir } = openLibrary()
    const closed = join(files.dir, 'closed')
    mkdirSync(closed, { recursive: true })
    chmodSync(dir, 0o755)
    chmodSync(closed, 0)
    await asNobody(async () => {
      expect(String(await files.loadOrFetch('closed/x', () => 'data'))).toBe('data')
      expect([await files.has('closed/x'), warnings.length, warnings[0]?.message]).toEqual([false, 1, expect.stringContaining('closed/x is not cached')])
      await expect(files.save('closed/x', 'data')).rejects.toMatchObject({ code: 'CACHE_FILE_WRITE' })
    })
    chmodSync(closed, 0o755)
    expect(String(await files.loadOrFetch('n'.repeat(300), () => 'data'))).toBe('data')
  })
})

/** Root may read everything. */
async function asNobody(body: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0
  if (isRoot)
    process.seteuid!(65534)
  try {
    await body()
  }
  finally {
    if (isRoot)
      process.seteuid!(0)
  }
}
