import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, mentions } from '../support/report'
import { World } from '../support/world'
import { type Door, optionsOf } from './contract/door'
import { questions } from './contract/questions'

/** Writes what vitest is given of each module, with its source map: that is the output. */
const SHOW = `
  const show = { name: 'show', enforce: 'post', transform(code, id) {
    if (!id.includes('/src/'))
      return
    mkdirSync('dist', { recursive: true })
    writeFileSync('dist/' + basename(id), code + JSON.stringify(this.getCombinedSourcemap()))
  } }`
const config = (plugins: string, head: string, test = ''): Record<string, string> => ({
  'vitest.config.mjs': `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { basename } from 'node:path'
    ${head}
    ${SHOW}
    export default { plugins: [${plugins}, show], test: { include: ['src/*.test.js'], reporters: ['./reporter.mjs'], ${test} } }`,
  'reporter.mjs': `export default class {
    onTestCaseResult(test) { console.log(test.fullName, test.result().state) }
    onTestRunEnd(modules, errors, reason) { console.log(reason, [...errors, ...modules.flatMap(module => module.errors())].map(({ message }) => message)) }
  }`,
  'src/main.test.js': `import { it } from 'vitest'\nimport { main } from './main.js'\nit('runs', () => console.log(main))`,
})
const door: Door = { bundler: 'vitest', config, winner: 'thing.mjs' }
const OPTIONS = optionsOf(door)

const ASKING = `
  import { readFileSync, readdirSync } from 'node:fs'
  import { join } from 'node:path'
  import { label } from './label.mjs'
  const asking = ({ size }) => ({
    name: 'asking',
    load: id => id.endsWith('b.js') ? 'export const b = ' + JSON.stringify('loaded ' + readFileSync(id, 'utf8')) : null,
    transform(code, id) {
      if (code.includes('broken'))
        throw new Error('this cannot be done')
      if (!id.endsWith('a.js'))
        return
      const declared = join(import.meta.dirname, 'src/declared.txt')
      this.addWatchFile(declared)
      this.warn('a warning')
      console.log('printed by the plugin')
      const facts = [readFileSync(declared, 'utf8'), readFileSync('src/secret.txt', 'utf8'), readdirSync('src/list').join(), process.env.FLAG ?? 'unset', label(), size]
      return { code: '\\n' + code.replace("'a'", JSON.stringify(facts.join())), map: { version: 3, sources: ['a.js'], names: [], mappings: ';AAAA' } }
    },
  })`

const world = (test = ''): World => new World({
  'package.json': '{ "name": "tested", "type": "module" }',
  ...config(`cache({ plugins: { asking: { hooks: ['load', 'transform'], portable: true }, show: false } }), asking({ size: 1 })`, ASKING, test),
  'label.mjs': `export const label = () => 'first label'`,
  'src/main.js': `import { a } from './a.js'\nimport { b } from './b.js'\nexport const main = [a, b]`,
  'src/a.js': `export const a = 'a'`,
  'src/b.js': 'text of b',
  'src/declared.txt': 'first declaration',
  'src/secret.txt': 'first secret',
  'src/list/one.txt': '',
})

describe('a plugin in vitest', () => {
  describe('questions', () => {
    questions(door)
  })

  it('loads, transforms, warns and prints the same, also elsewhere', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(world(), OPTIONS)
    for (const text of ['a warning', 'printed by the plugin', 'runs passed'])
      expect(cold.printed).toContain(text)
    for (const build of [warm, elsewhere])
      expectHits(build, 'asking')
    shows('vitest', 'load', 'transform', 'maps', 'messages', 'elsewhere')
  })

  it('runs again when anything has changed that it depends on', async () => {
    const app = world()
    await app.build(OPTIONS)
    const expectSeen = async (text: string, env: Record<string, string> = {}): Promise<void> => {
      expect(mentions(await expectRebuilt(app, { ...OPTIONS, env }), text)).toBe(true)
    }
    app.edit('src/declared.txt', 'first', 'second')
    await expectSeen('second declaration')
    shows('vitest', 'declared')
    app.edit('src/secret.txt', 'first', 'second')
    await expectSeen('second secret')
    app.write('src/list/two.txt', '')
    await expectSeen('two.txt')
    await expectSeen('flagged', { FLAG: 'flagged' })
    shows('vitest', 'secret')
    app.edit('label.mjs', 'first', 'second')
    await expectSeen('second label')
    app.edit('vitest.config.mjs', 'size: 1', 'size: 77')
    await expectSeen('second label,77')
    shows('vitest', 'plugin')
  })

  it('fails in the same way each time, and goes on when it is mended', async () => {
    const app = world()
    app.edit('src/a.js', `'a'`, `'a' // broken`)
    const without = await app.build({ ...OPTIONS, cache: false, mayFail: true })
    expect(without.printed).toContain('this cannot be done')
    for (let round = 0; round < 2; round++) {
      const failed = await app.build({ ...OPTIONS, mayFail: true })
      expect(failed.exitCode).toBe(without.exitCode)
      expect(failed.printed).toContain('this cannot be done')
    }
    app.edit('src/a.js', ' // broken', '')
    expect(mentions(await expectRebuilt(app, OPTIONS), 'first label')).toBe(true)
    shows('vitest', 'failures')
  })

  it('is memoized in each of several projects', async () => {
    const app = world(`projects: [{ extends: true, test: { name: 'one' } }, { extends: true, test: { name: 'two' } }]`)
    const { warm } = await expectSameBytes(app, OPTIONS, { repeats: true })
    expectHits(warm, 'asking')
    app.edit('src/secret.txt', 'first', 'second')
    expect(mentions(await expectRebuilt(app, OPTIONS), 'second secret')).toBe(true)
    shows('vitest', 'several')
  })
})
