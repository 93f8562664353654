import process from 'node:process'
import { startVitest } from 'vitest/node'
import { say } from './bundler.mjs'

/** vitest, which runs the tests of the working directory again after each change. They write into the folder `OUT_DIR`. */
export async function watchTests(output) {
  process.env.OUT_DIR = output
  const reporter = {
    onTestRunStart: () => say('start'),
    onTestRunEnd(modules, errors, reason) {
      if (reason === 'passed')
        say('built')
      else
        say('failed', { message: [...errors, ...modules.flatMap(module => module.errors())].map(({ message }) => message).join('\n') })
    },
  }
  const vitest = await startVitest('test', [], { watch: true, root: process.cwd(), reporters: [reporter] })
  return {
    async close() {
      await vitest.close()
      // Tests that failed and were mended since do not count.
      process.exitCode = 0
    },
  }
}
