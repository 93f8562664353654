import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CacheFetchError, CacheKeyError, CacheOptionError } from '../../src/library'
import { openLibrary, withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { startServer } from '../support/server'

const FAST = { retryDelay: 1 }

describe('loadOrFetchUrl', () => {
  it('D5 downloads once, also for a later process, and again when the file was damaged', async () => {
    const { url, requests } = await startServer((_request, response) => response.end('data'))
    const { cache, dir } = openLibrary()
    expect(String(await cache.files.loadOrFetchUrl(`${url}/x`, 'deep/x.txt'))).toBe('data')
    expect(readFileSync(cache.files.pathOf('deep/x.txt'), 'utf8')).toBe('data')
    const again = openLibrary({ dir }).cache
    expect(String(await again.files.loadOrFetchUrl(new URL('/x', url), 'deep/x.txt'))).toBe('data')
    expect(requests).toHaveLength(1)
    writeFileSync(cache.files.pathOf('deep/x.txt'), 'dat4')
    expect(String(await again.files.loadOrFetchUrl(`${url}/x`, 'deep/x.txt'))).toBe('data')
    expect(requests).toHaveLength(2)
    await cache.files.loadOrFetchUrl(`${url}/other`, 'deep/x.txt')
    expect(requests).toHaveLength(3)
  })

  it.each([
    ['ETag', { etag: '"v1"' }, 'if-none-match', '"v1"'],
    ['Last-Modified', { 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 'if-modified-since', 'Wed, 01 Jan 2025 00:00:00 GMT'],
  ])('D5 asks with %s whether a file that is no longer fresh has changed', async (_what, sent, name, value) => {
    let body = 'old'
    const { url, requests } = await startServer((request, response) => {
      if (body === 'old' && request.headers[name] === value)
        response.writeHead(304).end()
      else
        response.writeHead(200, body === 'old' ? sent : {}).end(body)
    })
    const { files } = openLibrary().cache
    const load = async (): Promise<string> => String(await files.loadOrFetchUrl(url, 'x', { freshFor: 60_000 }))
    expect([await load(), await load(), requests.length]).toEqual(['old', 'old', 1])
    await withClock(61_000, async () => expect([await load(), await load(), requests.length]).toEqual(['old', 'old', 2]))
    body = 'new'
    await withClock(122_000, async () => expect([await load(), await load(), requests.length]).toEqual(['new', 'new', 3]))
    // A clock that was set back says nothing about freshness.
    await withClock(0, async () => expect([await load(), requests.length]).toEqual(['new', 4]))
  })

  it('D5 follows redirects up to a limit, stays with HTTP, and sends headers to their server alone', async () => {
    const other = await startServer((_request, response) => response.end('there'))
    const { url } = await startServer(({ url: path }, response) => {
      const location = path === '/away' ? `${other.url}/x` : path === '/file' ? 'file:///etc/passwd' : '/loop'
      response.writeHead(302, { location }).end()
    })
    const { files } = openLibrary().cache
    expect(String(await files.loadOrFetchUrl(`${url}/away`, 'a', { headers: { authorization: 'secret' } }))).toBe('there')
    expect(other.requests[0]!.headers.authorization).toBeUndefined()
    await expect(files.loadOrFetchUrl(`${url}/loop`, 'b', { maxRedirects: 3 })).rejects.toThrow('more than 3 redirects')
    await expect(files.loadOrFetchUrl(`${url}/file`, 'c')).rejects.toThrow('file: is neither http: nor https:')
  })

  it('D5 tries again with growing delays after errors that may pass, and after nothing else', async () => {
    const { url, requests } = await startServer(({ url: path }, response, count) => {
      if (path === '/flaky' && count === 1)
        return void response.destroy()
      response.writeHead(path === '/flaky' && count > 2 ? 200 : path === '/gone' ? 404 : 503, { 'retry-after': '0' }).end('body')
    })
    const { files } = openLibrary().cache
    expect(String(await files.loadOrFetchUrl(`${url}/flaky`, 'a', FAST))).toBe('body')
    expect(requests).toHaveLength(3)
    await expect(files.loadOrFetchUrl(`${url}/gone`, 'b', FAST)).rejects.toMatchObject({ code: 'CACHE_FETCH', status: 404, attempts: 1, url: `${url}/gone` })
    await expect(files.loadOrFetchUrl(`${url}/down`, 'c', { ...FAST, retries: 2 })).rejects.toMatchObject({ status: 503, attempts: 3 })
    expect(await files.has('b')).toBe(false)
  })

  it('D5 gives up on a server that does not answer, and on a body that is too large', async () => {
    const { url } = await startServer(({ url: path }, response) => {
      if (path === '/slow')
        return void response.write('some')
      if (path === '/stream')
        return void response.writeHead(200).end('x'.repeat(200))
      response.writeHead(200, { 'content-length': 1000 }).end('x'.repeat(1000))
    })
    const { files } = openLibrary().cache
    await expect(files.loadOrFetchUrl(`${url}/slow`, 'a', { ...FAST, timeout: 50, retries: 1 })).rejects.toMatchObject({ name: 'CacheFetchError', attempts: 2, cause: expect.any(Error) })
    await expect(files.loadOrFetchUrl(`${url}/large`, 'b', { maxBytes: 999 })).rejects.toThrow('larger than 999 bytes')
    await expect(files.loadOrFetchUrl(`${url}/stream`, 'c', { maxBytes: 100 })).rejects.toThrow(CacheFetchError)
    expect((await files.loadOrFetchUrl(`${url}/large`, 'b', { maxBytes: 1000 })).length).toBe(1000)
  })

  it('D5 warns when the download cannot be saved, and refuses wrong paths and options', async ({ skip }) => {
    const { url, requests } = await startServer((_request, response) => response.end('data'))
    const { files } = openLibrary().cache
    await expect(files.loadOrFetchUrl(url, '../x')).rejects.toThrow(CacheKeyError)
    await expect(files.loadOrFetchUrl(url, 'x', { timeout: -1 })).rejects.toThrow(CacheOptionError)
    expect(requests).toHaveLength(0)
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted')
    const { cache, warnings } = openLibrary({ dir: mounted.dir })
    mounted.remount('ro')
    expect(String(await cache.files.loadOrFetchUrl(url, 'x'))).toBe('data')
    expect(warnings[0]).toMatchObject({ code: 'CACHE_WARNING', cause: { code: 'CACHE_FILE_WRITE' } })
  })
})
