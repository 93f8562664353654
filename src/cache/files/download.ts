import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { digest } from '../../util/digest'
import { messageOf } from '../../util/log'
import { CacheFetchError } from '../errors'
import { checkOptions } from '../library/options'

export interface DownloadOptions {
  /** Sent with each request. */
  headers?: Record<string, string>
  /** Milliseconds for one attempt, body included; `Infinity` for no limit. @default 30_000 */
  timeout?: number
  /** More attempts after one that failed in a way that may pass. @default 3 */
  retries?: number
  /** Milliseconds before the second attempt; doubled for each one after. `Retry-After` counts if it is longer. @default 250 */
  retryDelay?: number
  /** Bytes of a body. @default 1 GiB */
  maxBytes?: number
  /** @default 10 */
  maxRedirects?: number
}

/** What a server says about a version of a file, and wants to hear when asked whether it is still the same. */
export interface Validators {
  etag?: string | undefined
  lastModified?: string | undefined
  /** Digest of the URL that said so, at the end of all redirects: to another one they mean nothing. */
  from?: string | undefined
}

export type Download = { status: 'same' } | { status: 'new', bytes: Buffer, validators: Validators }

const DEFAULTS: Required<DownloadOptions> = { headers: {}, timeout: 30_000, retries: 3, retryDelay: 250, maxBytes: 1024 ** 3, maxRedirects: 10 }
/** No server makes us wait longer. Milliseconds. */
const MAX_RETRY_DELAY_MS = 60_000
/** No timer is longer: Node makes 1 of what is above. Milliseconds. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1
const TIMEOUT = `a number of milliseconds above 0 and up to ${MAX_TIMEOUT_MS}, or Infinity`
const timeout = v.pipe(v.number(TIMEOUT), v.check(ms => ms > 0 && (ms <= MAX_TIMEOUT_MS || ms === Infinity), TIMEOUT))
const COUNT = 'a whole number that is not negative'
const count = v.pipe(v.number(COUNT), v.integer(COUNT), v.minValue(0, COUNT))
const notNegative = v.pipe(v.number('a number that is not negative'), v.minValue(0, 'a number that is not negative'))
export const downloadEntries: v.ObjectEntries = {
  headers: v.optional(v.record(v.string(), v.string(), 'an object of texts')),
  timeout: v.optional(timeout),
  retries: v.optional(count),
  retryDelay: v.optional(notNegative),
  maxBytes: v.optional(notNegative),
  maxRedirects: v.optional(count),
}

/** An attempt that failed. */
class AttemptError extends Error {
  readonly status: number | undefined
  /** Milliseconds until the server wants to be asked again, when it is worth another attempt. */
  readonly retryAfter: number | undefined

  constructor(message: string, { status, retryAfter, cause }: { status?: number, retryAfter?: number | undefined, cause?: unknown }) {
    super(message, { cause })
    this.status = status
    this.retryAfter = retryAfter
  }
}

/** Fetches a file, or learns that it has not changed since. @throws CacheFetchError, CacheOptionError */
export async function download(url: string, options: DownloadOptions = {}, known: Validators = {}): Promise<Download> {
  checkOptions(v.strictObject(downloadEntries), options)
  const settings = settingsOf(options)
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(url, settings, known)
    }
    catch (error) {
      const failed = error instanceof AttemptError ? error : new AttemptError(messageOf((error as Error).cause ?? error), { retryAfter: 0, cause: error })
      if (failed.retryAfter === undefined || attempt > settings.retries)
        throw new CacheFetchError(withoutCredentials(url), failed.message, { attempts: attempt, ...(failed.status === undefined ? {} : { status: failed.status }) }, failed.cause ?? error)
      await sleep(Math.min(MAX_RETRY_DELAY_MS, Math.max(failed.retryAfter, settings.retryDelay * 2 ** (attempt - 1))))
    }
  }
}

/** An option that is `undefined` is as good as left out. */
function settingsOf(options: DownloadOptions): Required<DownloadOptions> {
  return { ...DEFAULTS, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) }
}

async function fetchOnce(url: string, settings: Required<DownloadOptions>, known: Validators): Promise<Download> {
  const signal = settings.timeout === Infinity ? undefined : AbortSignal.timeout(Math.ceil(settings.timeout))
  const { response, from } = await follow(url, settings, known, signal)
  const { headers, status } = response
  if (status === 304 && Object.keys(conditionsFor(from, known)).length > 0) {
    await response.body?.cancel()
    return { status: 'same' }
  }
  // Other successes, such as 204 and 206, are not the file.
  if (status !== 200) {
    await response.body?.cancel()
    throw new AttemptError(`the server answered ${status} ${response.statusText}`.trim(), { status, retryAfter: retryAfterOf(response) })
  }
  const bytes = await readBody(response, settings.maxBytes)
  return { status: 'new', bytes, validators: { etag: headers.get('etag') ?? undefined, lastModified: headers.get('last-modified') ?? undefined, from } }
}

/** By hand, to count, to stay with HTTP, and to send the user's headers and what is known to their servers alone. */
async function follow(url: string, settings: Required<DownloadOptions>, known: Validators, signal: AbortSignal | undefined): Promise<{ response: Response, from: string }> {
  const start = parse(url)
  let at = start
  for (let redirects = 0; ; redirects++) {
    if (at.protocol !== 'http:' && at.protocol !== 'https:')
      throw new AttemptError(`${at.protocol} is neither http: nor https:`, {})
    // They would be in the message of `fetch`, which refuses them as well.
    if (at.username !== '' || at.password !== '')
      throw new AttemptError('a URL with a user or a password cannot be fetched. Send an authorization header instead, with the option headers', {})
    const from = digest(at.href)
    const response = await fetch(requestFor(at, at.origin === start.origin ? settings.headers : {}, conditionsFor(from, known)), signal ? { signal } : {})
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null)
      return { response, from }
    await response.body?.cancel()
    if (redirects >= settings.maxRedirects)
      throw new AttemptError(`there are more than ${settings.maxRedirects} redirects`, { status: response.status })
    at = parse(location, at)
  }
}

function parse(url: string, base?: URL): URL {
  // Without the error of `URL`: it holds the whole text, and so a password in it.
  if (!URL.canParse(url, base?.href))
    throw new AttemptError(`${JSON.stringify(withoutCredentials(url))} is not a URL`, {})
  return new URL(url, base)
}

/** For messages, which end up in logs. */
function withoutCredentials(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // Where they end is known for certain only of a URL that can be fetched.
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    return url.replace(/^([^/?#]*\/\/)?.*@/s, '$1')
  if (parsed.username === '' && parsed.password === '')
    return url
  Object.assign(parsed, { username: '', password: '' })
  return parsed.href
}

/** What is wrong with a URL or a header will be wrong the next time. */
function requestFor(url: URL, own: Record<string, string>, conditions: Record<string, string>): Request {
  try {
    const headers = new Headers(own)
    // A body that is decoded on the way has another length than was announced, so that nobody sees that its end is missing.
    for (const [name, value] of Object.entries({ 'accept-encoding': 'identity', ...conditions }))
      headers.set(name, value)
    return new Request(url, { redirect: 'manual', headers })
  }
  catch (cause) {
    throw new AttemptError(messageOf(cause), { cause })
  }
}

/** Only for the URL that gave the validators: another one may have given the same to other bytes. */
function conditionsFor(url: string, { etag, lastModified, from }: Validators): Record<string, string> {
  if (from !== url)
    return {}
  return { ...(etag === undefined ? {} : { 'if-none-match': etag }), ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }) }
}

async function readBody({ body, headers, status }: Response, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): AttemptError => new AttemptError(`the body is larger than ${maxBytes} bytes`, { status })
  const encoding = headers.get('content-encoding') ?? 'identity'
  const length = headers.get('content-length')
  if (encoding.toLowerCase() !== 'identity' || Number(length) > maxBytes) {
    await body?.cancel()
    throw Number(length) > maxBytes ? tooLarge() : new AttemptError(`the body has the encoding ${encoding}, which was not asked for`, { status })
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).length
    if (size > maxBytes)
      throw tooLarge()
    chunks.push(chunk as Uint8Array)
  }
  if (length !== null && size !== Number(length))
    throw new AttemptError(`${size} bytes of ${length} came`, { status, retryAfter: 0 })
  return Buffer.concat(chunks)
}

/** Milliseconds; nothing for answers that will be the same next time. */
function retryAfterOf({ status, headers }: Response): number | undefined {
  if (status !== 408 && status !== 429 && status < 500)
    return undefined
  const after = headers.get('retry-after') ?? '0'
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : 0
}
