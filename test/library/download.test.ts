import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CacheFetchError, CacheKeyError, CacheOptionError } from '../../src/library'
import { openLibrary, withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { startServer } from '../support/server'
import { readTree } from '../support/tree'

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

  it.each([
    ['http://user:s3cret@localhost:1/x', 'http://localhost:1/x', 'headers'],
    ['http:user:s3cret@localhost:1/x', 'http://localhost:1/x', 'headers'],
    ['http://user:s3cret@not a host/x', 'http://not a host/x', 'not a URL'],
    ['//user:s3cret@localhost/x', '//localhost/x', 'not a URL'],
    ['user:s3cret@localhost/x', 'localhost/x', 'neither http: nor https:'],
  ])('D5 keeps the password of %s out of its errors', async (url, shown, why) => {
    const error: unknown = await openLibrary().cache.files.loadOrFetchUrl(url, 'a', FAST).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'CacheFetchError', url: shown, attempts: 1, message: expect.stringContaining(why) })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret')
  })

  it('D5 keeps the password in a redirect out of its errors', async () => {
    const { url } = await startServer((_request, response) => response.writeHead(302, { location: 'http://user:s3cret@not a host' }).end())
    const error: unknown = await openLibrary().cache.files.loadOrFetchUrl(url, 'a', FAST).catch((error: unknown) => error)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret')
  })
})

describe('loadOrFetchUrl believes', () => {
  it('D5 that a file is the same only the server it came from, at the end of the redirects', async () => {
    const date = 'Wed, 01 Jan 2025 00:00:00 GMT'
    let target = '/a'
    const { url, requests } = await startServer(({ url: path, headers }, response) => {
      if (path === '/latest')
        response.writeHead(302, { location: target }).end()
      else if (headers['if-modified-since'] === date)
        response.writeHead(304).end()
      else
        response.writeHead(200, { 'last-modified': date }).end(`bytes of ${path}`)
    })
    const { files } = openLibrary().cache
    const load = async (): Promise<string> => String(await files.loadOrFetchUrl(`${url}/latest`, 'x', { freshFor: 0 }))
    expect([await load(), await load()]).toEqual(['bytes of /a', 'bytes of /a'])
    expect(requests.map(({ path, headers }) => [path, headers['if-modified-since']])).toEqual([
      ['/latest', undefined], ['/a', undefined], ['/latest', undefined], ['/a', date],
    ])
    target = '/b'
    expect([await load(), await load()]).toEqual(['bytes of /b', 'bytes of /b'])
  })

  it('D5 no answer but the whole file: neither another success, nor an encoding, nor a 304 that was not asked for', async () => {
    const { url, requests } = await startServer(({ url: path }, response) => {
      const zipped = gzipSync('some text '.repeat(1000))
      if (path === '/gzip')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped.subarray(0, zipped.length / 2))
      else
        response.writeHead(Number(path!.slice(1))).end(path === '/206' ? 'part' : undefined)
    })
    const { files } = openLibrary().cache
    await expect(files.loadOrFetchUrl(`${url}/gzip`, 'x', FAST)).rejects.toThrow('the encoding gzip')
    expect(requests[0]!.headers['accept-encoding']).toBe('identity')
    for (const status of [204, 206, 304])
      await expect(files.loadOrFetchUrl(`${url}/${status}`, 'x', FAST), String(status)).rejects.toMatchObject({ status, attempts: 1 })
    expect(await files.has('x')).toBe(false)
  })

  it('D5 a body only with all of its bytes, and asks again for one that was cut', async () => {
    const { url, requests } = await startServer((_request, response, count) => {
      response.writeHead(200, { 'content-length': 1000 })
      if (count > 1)
        return void response.end('x'.repeat(1000))
      response.write('x'.repeat(500), () => response.destroy())
    })
    expect((await openLibrary().cache.files.loadOrFetchUrl(url, 'x', FAST)).length).toBe(1000)
    expect(requests).toHaveLength(2)
  })

  it('D5 a body only with all of its bytes, also where fetch itself does not count them', async () => {
    const { fetch } = globalThis
    globalThis.fetch = async () => Promise.resolve(new Response('half', { headers: { 'content-length': '8' } }))
    onTestFinished(() => void (globalThis.fetch = fetch))
    await expect(openLibrary().cache.files.loadOrFetchUrl('http://localhost/', 'x', { ...FAST, retries: 1 })).rejects.toMatchObject({ attempts: 2, message: expect.stringContaining('4 bytes of 8') })
  })
})

describe('options of loadOrFetchUrl', () => {
  it('D5 that are undefined are as good as left out', async () => {
    const { url, requests } = await startServer(({ url: path }, response) =>
      response.writeHead(path === '/x' ? 200 : path === '/loop' ? 302 : 503, { location: '/loop' }).end('data'))
    const { files } = openLibrary().cache
    const nothing = { headers: undefined, timeout: undefined, retries: undefined, maxBytes: undefined, maxRedirects: undefined, freshFor: undefined } as object
    expect(String(await files.loadOrFetchUrl(`${url}/x`, 'x', nothing))).toBe('data')
    await expect(files.loadOrFetchUrl(`${url}/down`, 'y', { ...nothing, ...FAST })).rejects.toMatchObject({ attempts: 4 })
    await expect(files.loadOrFetchUrl(`${url}/loop`, 'y', nothing)).rejects.toThrow('more than 10 redirects')
    expect(requests).toHaveLength(1 + 4 + 11)
  })

  it('D5 are refused when they cannot be meant', async () => {
    const { url, requests } = await startServer((_request, response) => setTimeout(() => response.end('data'), 20))
    const { files } = openLibrary().cache
    for (const wrong of [{ retries: 0.5 }, { retries: Infinity }, { retries: -1 }, { maxRedirects: 1.5 }, { timeout: 0 }, { timeout: 3e9 }, { timeout: Number.NaN }])
      await expect(files.loadOrFetchUrl(url, 'x', wrong), JSON.stringify(wrong)).rejects.toThrow(CacheOptionError)
    expect(requests).toHaveLength(0)
    for (const timeout of [Infinity, 2 ** 31 - 1, 5000.5])
      expect(String(await files.loadOrFetchUrl(url, `x${timeout}`, { timeout, retries: 0 }))).toBe('data')
  })

  it('D5 do not make a URL be tried again that is none', async () => {
    const { url } = await startServer((_request, response) => response.writeHead(302, { location: 'http://[' }).end())
    const { files } = openLibrary().cache
    for (const wrong of ['no url', 'http://', url.replace('//', '//me:secret@'), url])
      await expect(files.loadOrFetchUrl(wrong, 'x'), wrong).rejects.toMatchObject({ code: 'CACHE_FETCH', attempts: 1 })
  })

  it('D5 and the URL leave no secret in the folder', async () => {
    const { url } = await startServer(({ url: path }, response) =>
      path!.startsWith('/x') ? response.writeHead(302, { location: '/signed?key=SECRET2' }).end() : response.end('data'))
    const { files } = openLibrary().cache
    await files.loadOrFetchUrl(`${url}/x?token=SECRET`, 'x', { headers: { authorization: 'SECRET3' } })
    expect(readTree(dirname(files.dir))).toContain('checkedAt')
    expect(readTree(dirname(files.dir))).not.toContain('SECRET')
  })
})
