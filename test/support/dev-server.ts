import { expect } from 'vitest'
import type { RunReport } from '../../src/index'
import { Child, poll } from './child'
import type { World } from './world'

/** A module as the browser gets it. */
export interface Served {
  status: number
  type: string | null
  body: string
}

/** How a server is run. */
export interface ServeOptions {
  /** @default 'vite' */
  bundler?: 'vite' | 'vite7'
  /** @default true */
  cache?: boolean
}

/** What Vite asks a browser to import. */
const REFERENCE_RE = /\bimport\b[^"'\n]*["'](\/[^"'\n]+)["']/g
/** Dependencies and its client come from Vite itself and are large: fetched, because a browser would, but not compared. */
const OWN_RE = /^\/(?:deps|@fs|@vite|@react-refresh|node_modules)\b/

/** Vite's dev server in a process of its own. */
export class DevServer {
  readonly child: Child
  url = ''
  readonly #world: World
  readonly #withCache: boolean

  private constructor(world: World, { bundler = 'vite', cache = true }: ServeOptions) {
    this.#world = world
    this.#withCache = cache
    this.child = new Child('run-dev.mjs', [bundler, String(cache)], world.dir, { UNPLUGIN_CACHE_DIR: world.cacheDir })
  }

  static async start(world: World, options: ServeOptions = {}): Promise<DevServer> {
    const server = new DevServer(world, options)
    server.url = String((await server.child.hear(['listening'])).url)
    return server
  }

  async get(path: string): Promise<Served> {
    const response = await fetch(this.url + path, { headers: { 'accept': '*/*', 'sec-fetch-dest': 'script' } })
    return { status: response.status, type: response.headers.get('content-type'), body: normalise(await response.text()) }
  }

  /** Everything that a browser would load, from these paths on. By path, in order of the path. */
  async crawl(...entries: string[]): Promise<Record<string, Served>> {
    const found = new Map<string, Served>()
    const queue = [...entries]
    for (const path of queue) {
      if (found.has(path))
        continue
      const served = await this.get(path)
      found.set(path, served)
      if (OWN_RE.test(path))
        continue
      queue.push(...[...served.body.matchAll(REFERENCE_RE)].map(([, reference]) => reference!))
    }
    return Object.fromEntries([...found].filter(([path]) => !OWN_RE.test(path)).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Stops the server and gives `last-run.json`. */
  async close(): Promise<RunReport | undefined> {
    this.child.tell('close')
    expect(await this.child.ended(), this.child.printed).toBe(0)
    return this.#withCache ? this.#world.report() : undefined
  }

  /** Does something that makes Vite restart the server by itself, and waits for the new one. */
  async restartedBy(change: () => void): Promise<void> {
    const before = await this.#token()
    change()
    await poll(async () => ![before, ''].includes(await this.#token()), () => `the server does not restart\n${this.child.printed}`)
  }

  /** The token of the socket is made anew by each server; empty while there is none. */
  async #token(): Promise<string> {
    const from = this.child.messages.length
    this.child.tell('url')
    this.url = String((await this.child.hear(['url'], from)).url)
    const client = await fetch(`${this.url}/@vite/client`).then(response => response.text(), () => '')
    return /wsToken = "([^"]*)"/.exec(client)?.[1] ?? ''
  }
}

/** Vite stamps its own versions and times on what it serves; they differ from server to server without the cache too. */
function normalise(body: string): string {
  return body
    .replace(/([?&])(t|v)=[\w.-]+&?/g, '$1')
    .replace(/[?&](?=["')\s])/g, '')
}

/** Compares module by module, so that a difference names the module. */
export function expectServed(actual: Record<string, Served>, expected: Record<string, Served>): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected))
  for (const [path, served] of Object.entries(expected))
    expect(actual[path], path).toEqual(served)
}
