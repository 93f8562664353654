import process from 'node:process'
import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { NAMES, findBrowser } from './find-browser'

/** No sandbox: containers have none. Nothing that talks to the network on its own. */
const ARGS = ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
const MISSING = `no browser: set CHROMIUM_PATH, or install one of ${NAMES.join(', ')}`

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
