import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { messageOf } from '../../util/log'
import { CacheFetchError } from '../errors'
import { checkOptions } from '../library/options'

export interface DownloadOptions {
  /** Sent with each request. */
  headers?: Record<string, string>
  /** Milliseconds for one attempt, body included. @default 30_000 */
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
}

export type Download = { status: 'same' } | { status: 'new', bytes: Buffer, validators: Validators }

const DEFAULTS: Required<DownloadOptions> = { headers: {}, timeout: 30_000, retries: 3, retryDelay: 250, maxBytes: 1024 ** 3, maxRedirects: 10 }
/** No server makes us wait longer. Milliseconds. */
const MAX_RETRY_DELAY_MS = 60_000
const notNegative = v.pipe(v.number('a number that is not negative'), v.minValue(0, 'a number that is not negative'))
export const downloadEntries: v.ObjectEntries = {
  headers: v.optional(v.record(v.string(), v.string(), 'an object of texts')),
  timeout: v.optional(notNegative),
  retries: v.optional(notNegative),
  retryDelay: v.optional(notNegative),
  maxBytes: v.optional(notNegative),
  maxRedirects: v.optional(notNegative),
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
  const settings = { ...DEFAULTS, ...options }
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(url, settings, known)
    }
    catch (error) {
      const failed = error instanceof AttemptError ? error : new AttemptError(messageOf((error as Error).cause ?? error), { retryAfter: 0, cause: error })
      if (failed.retryAfter === undefined || attempt > settings.retries)
        throw new CacheFetchError(url, failed.message, { attempts: attempt, ...(failed.status === undefined ? {} : { status: failed.status }) }, failed.cause ?? error)
      await sleep(Math.min(MAX_RETRY_DELAY_MS, Math.max(failed.retryAfter, settings.retryDelay * 2 ** (attempt - 1))))
    }
  }
}

async function fetchOnce(url: string, settings: Required<DownloadOptions>, known: Validators): Promise<Download> {
  const response = await follow(url, settings, known, AbortSignal.timeout(settings.timeout))
  if (response.status === 304 && (known.etag !== undefined || known.lastModified !== undefined)) {
    await response.body?.cancel()
    return { status: 'same' }
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw new AttemptError(`the server answered ${response.status} ${response.statusText}`.trim(), { status: response.status, retryAfter: retryAfterOf(response) })
  }
  const bytes = await readBody(response, settings.maxBytes)
  const { headers } = response
  return { status: 'new', bytes, validators: { etag: headers.get('etag') ?? undefined, lastModified: headers.get('last-modified') ?? undefined } }
}

/** By hand, to count, to stay with HTTP, and to send the user's headers to their server alone. */
async function follow(url: string, settings: Required<DownloadOptions>, known: Validators, signal: AbortSignal): Promise<Response> {
  let at = new URL(url)
  for (let redirects = 0; ; redirects++) {
    if (at.protocol !== 'http:' && at.protocol !== 'https:')
      throw new AttemptError(`${at.protocol} is neither http: nor https:`, {})
    const headers = at.origin === new URL(url).origin ? settings.headers : {}
    const response = await fetch(at, { redirect: 'manual', signal, headers: { ...headers, ...conditions(known) } })
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null)
      return response
    await response.body?.cancel()
    if (redirects >= settings.maxRedirects)
      throw new AttemptError(`there are more than ${settings.maxRedirects} redirects`, { status: response.status })
    at = new URL(location, at)
  }
}

function conditions({ etag, lastModified }: Validators): Record<string, string> {
  return { ...(etag === undefined ? {} : { 'if-none-match': etag }), ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }) }
}

async function readBody({ body, headers, status }: Response, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): AttemptError => new AttemptError(`the body is larger than ${maxBytes} bytes`, { status })
  if (Number(headers.get('content-length')) > maxBytes) {
    await body?.cancel()
    throw tooLarge()
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).length
    if (size > maxBytes)
      throw tooLarge()
    chunks.push(chunk as Uint8Array)
  }
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
