import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { TestModule, Vitest } from 'vitest/node'
import type { Reporter } from 'vitest/reporters'
import { findBrowser } from '../support/find-browser'
import { type Claim, withTable } from './table'

export interface Place {
  /** The file with the table. */
  readme: string
  /** Where the tests are that show something. */
  folders: readonly string[]
}

/**
 * Compares the table in README with what passed tests have shown, whenever all of them have run. With `--update` it
 * writes the table instead.
 */
export default class CapabilityReporter implements Reporter {
  readonly #place: Place
  #vitest: Vitest | undefined

  constructor(place: Place) {
    this.#place = place
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const { config, logger } = this.#vitest!
    if (config.testNamePattern || config.shard || !this.#hasRunAll(modules))
      return
    const { readme } = this.#place
    const text = readFileSync(readme, 'utf8')
    const wanted = withTable(text, claimsOf(modules), ({ inBrowser }) => !inBrowser || findBrowser() !== undefined)
    if (wanted === text)
      return
    if (config.snapshotOptions.updateSnapshot === 'all') {
      writeFileSync(readme, wanted)
      logger.log(`The table in ${readme} is new.`)
      return
    }
    logger.error(`The table in ${readme} is not what the tests have shown; \`npm run capabilities\` writes it.\n${differences(text, wanted)}`)
    process.exitCode = 1
  }

  #hasRunAll(modules: readonly TestModule[]): boolean {
    const ran = new Set(modules.map(({ moduleId }) => moduleId))
    return this.#place.folders.every(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.test.ts'))
      .every(name => ran.has(join(folder, name).replaceAll('\\', '/'))))
  }
}

function claimsOf(modules: readonly TestModule[]): Claim[] {
  return modules.flatMap(({ children }) => [...children.allTests('passed')].flatMap(test => test.meta().shows ?? []))
}

function differences(text: string, wanted: string): string {
  const known = new Set(text.split('\n'))
  return wanted.split('\n').filter(line => !known.has(line)).join('\n')
}
