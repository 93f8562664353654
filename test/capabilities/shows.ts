import { TestRunner } from 'vitest'
import { type Bundler, type Capability, ROWS } from './rows'

declare module 'vitest' {
  interface TaskMeta {
    /** Cells of the table in README that the test has shown so far. */
    shows?: [Bundler, Capability][]
  }
}

/** Says, where a test has seen it, what holds for a bundler. It counts when the test passes. */
export function shows(bundler: Bundler, ...capabilities: Capability[]): void {
  const { meta } = TestRunner.getCurrentTest()!
  for (const capability of capabilities) {
    const row = ROWS[capability]
    if (!row.exists.includes(bundler))
      throw new Error(`"${row.label}" does not exist for ${bundler}`)
    meta.shows = [...meta.shows ?? [], [bundler, capability]]
  }
}
