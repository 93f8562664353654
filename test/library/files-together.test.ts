import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CacheKeyError } from '../../src/library'
import { openLibrary } from '../support/library'
import { startServer } from '../support/server'

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

describe('names', () => {
  it('D2 that the cache needs for itself are refused', async () => {
    const { files } = openLibrary().cache
    await files.save('x', 'text')
    for (const path of ['x.meta.json', 'deep/x.meta.json', 'x.meta.json/y', 'X.Meta.JSON']) {
      await expect(files.save(path, 'other'), path).rejects.toThrow(CacheKeyError)
      await expect(files.loadOrFetch(path, () => 'other'), path).rejects.toThrow('".meta.json"')
    }
    expect(String(await files.load('x'))).toBe('text')
  })

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
