import { describe, expect, it } from 'vitest'
import { countsOf } from '../support/contract'
import { refusalOf } from '../support/report'
import { BUNDLER, build, projectWithAll, projectWithPackage } from './project'
import { HARMLESS, SHAPES } from './shapes'

describe('plugins that nobody knows', () => {
  it('are not memoized when they keep state', async () => {
    const { world, names } = projectWithAll(SHAPES)
    for (const built of await build(world, 2)) {
      for (const [title, name] of names) {
        expect(refusalOf(built, name), title).toMatch(/^keeps state \(.+\)$/)
        expect(countsOf(built, name).hits, title).toBe(0)
      }
    }
  })

  it('are memoized from the second build on when they keep none', async () => {
    const { world, names } = projectWithAll(Object.fromEntries(Object.entries(HARMLESS).map(([title, shape]) => [title, { note: '', all: '0', ...shape }])))
    const [cold, second, third] = await build(world, 3)
    for (const [title, name] of names) {
      expect(refusalOf(cold!, name), title).toBeUndefined()
      expect(countsOf(cold!, name), title).toMatchObject({ hits: 0, misses: 3 })
      for (const built of [second!, third!])
        expect(countsOf(built, name), title).toMatchObject({ hits: 3, misses: 0 })
    }
  })
})

describe('a result of a plugin that nobody knows is not kept', () => {
  it.each([
    ['when it shows the time', '"// " + new Date().toISOString()', 'shows the time'],
    ['when it shows the year', '"// " + new Date().getFullYear()', 'shows the time'],
    ['when it shows milliseconds', '"// " + Date.now().toString(36)', 'shows the time'],
    ['when it got a random number', '"// " + Math.floor(Math.random() * 10)', 'gets something random'],
  ])('%s', async (_name, text, reason) => {
    const world = projectWithPackage({ 'plugin-x/index.js': `export default () => ({ name: 'x', transform: code => ({ code: code + ${text}, map: null }) })` })
    for (let count = 0; count < 2; count++) {
      const { report } = await world.build(BUNDLER)
      expect(report?.totals.hits).toBe(0)
      expect(report?.plugins[0]?.hooks[0]?.uncacheable).toEqual({ [reason]: 3 })
    }
  })

  it('but is when it only measures', async () => {
    const world = projectWithPackage({ 'plugin-x/index.js': `export default () => ({ name: 'x', transform(code) { const start = Date.now()\nif (Date.now() - start > 1e9) throw new Error('slow')\nreturn { code: code + '//', map: null } } })` })
    await world.build(BUNDLER)
    expect(countsOf(await world.build(BUNDLER), 'x')).toMatchObject({ hits: 3 })
  })
})

describe('a plugin that nobody knows is not memoized', () => {
  it.each([
    ['when a step writes files', `fs.writeFileSync('seen.txt', id)`, 'a step writes files'],
    ['when a step starts a process', `child.execFileSync('true')`, 'a step starts a process'],
    ['when a step talks to a process', 'echo.stdin.write(id)', 'a step talks to a process'],
    ['when a step uses a worker', 'worker.postMessage(1)', 'a step uses a worker thread'],
    ['when a step uses the port of a worker', 'port.postMessage(1)', 'a step uses a worker thread'],
  ])('%s', async (_name, note, reason) => {
    const imports = `import fs from 'node:fs'\nimport child from 'node:child_process'\nimport { MessageChannel, Worker } from 'node:worker_threads'`
    const source = `${imports}
      export default () => {
        const echo = child.spawn('cat')
        const worker = new Worker('', { eval: true })
        const { port1: port } = new MessageChannel()
        for (const it of [echo, echo.stdin, echo.stdout, echo.stderr, worker, port])
          it.unref()
        return { name: 'x', transform(code, id) { ${note}\nreturn { code: code + '//', map: null } } }
      }`
    const world = projectWithPackage({ 'plugin-x/index.js': source })
    const { report } = await world.build(BUNDLER)
    expect(report?.notMemoized).toEqual([{ plugin: 'x', reason }])
    const second = await world.build(BUNDLER)
    expect(refusalOf(second, 'x')).toBe(reason)
    expect(second.report?.totals.hits).toBe(0)
  })
})
