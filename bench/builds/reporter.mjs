import { mkdirSync, writeFileSync } from 'node:fs'
import process from 'node:process'

/** Writes what the tests gave and saw, and how long modules took to transform. */
export default class {
  onInit(vitest) {
    this.vitest = vitest
  }

  onTestRunEnd(modules) {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const results = tests.map(test => ({ name: test.fullName, state: test.result().state, ...test.meta() }))
    // Files run in any order.
    results.sort((a, b) => a.name < b.name ? -1 : 1)
    mkdirSync('dist', { recursive: true })
    writeFileSync('dist/results.json', JSON.stringify(results, null, 2))
    if (process.env.REPORT_FILE)
      writeFileSync(process.env.REPORT_FILE, JSON.stringify({ tests: results.length, transformMs: this.vitest.state.transformTime }))
  }
}
