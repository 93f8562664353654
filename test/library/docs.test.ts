import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPOSITORY, bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const PAGE = readFileSync(join(REPOSITORY, 'docs/cache.md'), 'utf8')

/** By the heading above it. */
const EXAMPLES = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => {
  const heading = [...PAGE.slice(0, match.index).matchAll(/^## (.*)$/gm)].at(-1)![1]!
  return { heading, code: match[1]! }
})

/** What an example says that it prints. */
function promised(code: string): string[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text!)
}

describe('the examples of docs/cache.md', () => {
  it.each(EXAMPLES)('print what they say: $heading', async ({ code }) => {
    const cwd = temporaryDir()
    const script = await bundleScript(code.replaceAll('\'unplugin-cache/cache\'', '\'@src/library\''))
    const { stdout, stderr, code: exitCode } = await runNode([script], { cwd, env: { XDG_CACHE_HOME: join(cwd, 'home') } })
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').slice(0, -1)).toEqual(promised(code))
    expect(promised(code).length).toBeGreaterThan(0)
  })

  it('were found', () => {
    expect(EXAMPLES.length).toBeGreaterThan(10)
  })
})
