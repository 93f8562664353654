import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Capability } from '../capabilities/rows'
import { shows } from '../capabilities/shows'
import { LIMIT_MS, pause, poll } from './child'
import { DevServer } from './dev-server'
import { edit as editFile } from './edit'
import { World } from './world'

/** One edit while the page is open. */
export interface Edit {
  file: string
  from: string
  to: string
  /** An expression in the page that is true as soon as the edit shows. */
  shows: string
  /** Wait until the cache has come to rest, instead of editing at once. */
  later?: boolean
}

/** A page and what happens to it. All expressions run in the page. */
export interface Play {
  /** What it shows when all is well. */
  capability: Capability
  /** True when the page is there. */
  ready: string
  /** Brings the page into a state that an update may keep. */
  use: string
  /** True when that has happened. */
  used: string
  /** What of the page has to be as without the cache. */
  observe: string
  edits: readonly Edit[]
}

/** All apps have a button that counts. */
export const CLICK_TWICE: Pick<Play, 'use' | 'used'> = {
  use: `document.querySelector('button').click(), document.querySelector('button').click()`,
  used: `${text('button')} === 'clicks: 2'`,
}

/** Expressions for the page. */
export function text(selector: string): string {
  return `document.querySelector('${selector}')?.textContent`
}

export function style(selector: string, property: string): string {
  return `getComputedStyle(document.querySelector('${selector}')).${property}`
}

/** What was seen after an edit. */
interface Observation {
  edit: string
  reloaded: boolean
  seen: unknown
}

/** Longer than the cache waits before it works in the background. Nothing fails when that takes longer. */
const REST_MS = 2500
/** A reload that follows an update would come in this time. */
const AFTER_MS = 250

export interface HotOptions {
  /** @default 'vite' */
  bundler?: 'vite' | 'vite7'
  /** A playground app whose own packages are wanted. */
  app?: string
}

/**
 * Plays the same with a plain server and with one whose cache is warm: each edit must do to the page what it does
 * without the cache.
 */
export async function expectSameUpdates(files: Record<string, string>, open: () => Promise<Page>, play: Play, { bundler = 'vite', app }: HotOptions = {}): Promise<void> {
  const world = new World(files, app === undefined ? {} : { app })
  const withCache = (cache: boolean): Host => ({ world, bundler, cache, open })
  const expected = await withServer(withCache(false), visit => perform(world, visit, play, false))
  for (const [path, content] of Object.entries(files))
    world.write(path, content)
  await withServer(withCache(true), ({ page }) => load(page, play))
  const actual = await withServer(withCache(true), visit => perform(world, visit, play, true))
  expect(actual).toEqual(expected)
  expect(world.report()?.totals.hits).toBeGreaterThan(0)
  shows(bundler, play.capability)
}

/** A page that is connected to a server. */
interface Visit {
  page: Page
  /** How often it has connected: again after each reload. Before that, the page would not hear of an edit. */
  connections: number
}

interface Host extends Required<Pick<HotOptions, 'bundler'>> {
  world: World
  cache: boolean
  open: () => Promise<Page>
}

async function withServer<T>({ world, bundler, cache, open }: Host, body: (visit: Visit) => Promise<T>): Promise<T> {
  const server = await DevServer.start(world, { bundler, cache })
  const visit: Visit = { page: await open(), connections: 0 }
  const said: string[] = []
  visit.page.on('pageerror', error => said.push(error.message))
  visit.page.on('console', (message) => {
    said.push(message.text())
    visit.connections += Number(message.text().includes('[vite] connected'))
  })
  try {
    await visit.page.goto(server.url)
    await connected(visit, 1)
    return await body(visit)
  }
  catch (error) {
    throw new Error(`${cache ? 'with' : 'without'} the cache: ${String(error)}\nThe page said: ${said.join('\n')}\nThe server said: ${server.child.printed}`, { cause: error })
  }
  finally {
    await visit.page.context().close()
    await server.close()
  }
}

function connected(visit: Visit, times: number): Promise<void> {
  return poll(() => visit.connections >= times, () => 'the page does not connect to the server')
}

async function load(page: Page, { ready }: Play): Promise<void> {
  await page.waitForFunction(ready, undefined, { timeout: LIMIT_MS })
}

async function perform(world: World, visit: Visit, play: Play, mayRest: boolean): Promise<Observation[]> {
  const { page } = visit
  await load(page, play)
  await page.evaluate(play.use)
  await page.waitForFunction(play.used, undefined, { timeout: LIMIT_MS })
  const observations: Observation[] = []
  for (const edit of play.edits) {
    if (edit.later && mayRest)
      await pause(REST_MS)
    observations.push(await performEdit(world, visit, edit, play.observe))
  }
  return observations
}

async function performEdit(world: World, visit: Visit, { file, from, to, shows }: Edit, observe: string): Promise<Observation> {
  const { page, connections } = visit
  const edit = `${file}: ${from} → ${to}`
  // Gone after a reload.
  await page.evaluate('window.marker = true')
  editFile(world, file, from, to)
  await poll(() => evaluate(page, shows), () => `the edit of ${edit} does not show`, LIMIT_MS / 2)
  await pause(AFTER_MS)
  await page.waitForFunction(shows, undefined, { timeout: LIMIT_MS })
  const reloaded = await page.evaluate<boolean>('window.marker !== true')
  if (reloaded)
    await connected(visit, connections + 1)
  return { edit, reloaded, seen: await page.evaluate(observe) }
}

/** While the page reloads there is nothing to ask. */
function evaluate(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(expression).catch(() => false)
}
