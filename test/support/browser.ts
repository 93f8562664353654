import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
/** No sandbox: containers have none. Nothing that talks to the network on its own. */
const ARGS = ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
const MISSING = `no browser: set CHROMIUM_PATH, or install one of ${NAMES.join(', ')}`

/** `CHROMIUM_PATH`, or the first browser in the search path. */
export function findBrowser(): string | undefined {
  if (process.env.CHROMIUM_PATH)
    return process.env.CHROMIUM_PATH
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(isExecutable)
}

/**
 * Tests in a real browser. Where there is none they are skipped and say so, but where all tests have to run (CI)
 * they fail.
 */
export function describeInBrowser(name: string, body: (open: () => Promise<Page>) => void): void {
  const executablePath = findBrowser()
  if (executablePath !== undefined)
    describe(name, () => body(useBrowser(executablePath)))
  else if (process.env.CI && process.env.CI !== 'false')
    it(name, () => { throw new Error(MISSING) })
  else
    describe.skip(`${name} (${MISSING})`, () => body(() => Promise.reject(new Error(MISSING))))
}

/** One browser for all tests of a file; each page is as good as a new browser. */
function useBrowser(executablePath: string): () => Promise<Page> {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGS })
  })
  afterAll(() => browser?.close())
  return async () => {
    const context = await browser!.newContext()
    return context.newPage()
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  }
  catch {
    // Not there or not for us: the search goes on.
    return false
  }
}
