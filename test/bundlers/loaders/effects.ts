import { describe, expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, mentions } from '../../support/report'
import { type Bundler, PORTABLE, STACKS, optionsOf, project } from './project'

/** A loader of the project that does all that can be repeated. */
const BUSY = `
const { readdirSync, readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
module.exports = function (code, map) {
  const folder = join(dirname(this.resourcePath), 'notes')
  this.addContextDependency(folder)
  this.addDependency(join(folder, 'first.txt'))
  this.dependency(join(this.rootContext, 'package.json'))
  this.addMissingDependency(join(folder, 'missing.txt'))
  this.addBuildDependency(join(this.rootContext, 'busy.json'))
  const notes = readdirSync(folder).sort().map(name => readFileSync(join(folder, name), 'utf8'))
  const { greeting } = JSON.parse(readFileSync(join(this.rootContext, 'busy.json'), 'utf8'))
  this.emitFile('notes.txt', notes.join())
  this.emitFile('bytes.bin', Buffer.from([0, 255, 1]))
  this.emitWarning(new Error('a warning about ' + this.resourcePath))
  this.emitWarning(Object.assign(new TypeError('with members'), { stack: undefined, line: 3 }))
  this.getLogger('busy').warn('a word from the loader', notes.length)
  console.log('printed by the loader')
  this.callback(null, code.replace('"?"', JSON.stringify([notes, greeting, this.mode, process.env.SHOUT])), map)
}`

/** What a loader does besides returning. */
export function effects(bundler: Bundler): void {
  const busy = (): ReturnType<typeof project> => project({
    rules: `[{ test: /index\\.js$/, use: './busy.cjs' }]`,
    cache: `{ plugins: { busy: ${PORTABLE} } }`,
  }, {
    'busy.cjs': BUSY,
    'busy.json': '{ "greeting": "hello" }',
    'src/index.js': 'console.log("?")',
    'src/notes/first.txt': 'first note',
  })

  describe('effects', () => {
    it('are repeated: emitted files, warnings, logs, printed text', async () => {
      const { cold, warm, elsewhere } = await expectSameBytes(busy(), optionsOf(bundler), STACKS)
      expect(cold.files).toMatchObject({ 'notes.txt': 'first note', 'bytes.bin': Buffer.from([0, 255, 1]).toString('base64') })
      for (const text of ['a warning about', 'with members', 'a word from the loader', 'printed by the loader'])
        expect(cold.printed).toContain(text)
      expectHits(warm, 'busy')
      expectHits(elsewhere, 'busy')
      shows(bundler, 'loaders', 'emitted', 'messages', 'elsewhere')
    })

    it('depend on what the loader declares: a folder, its configuration, a variable that it reads', async () => {
      const world = busy()
      await world.build(optionsOf(bundler))
      const changes = [['src/notes/second.txt', 'second note', {}], ['busy.json', '{ "greeting": "good bye" }', {}], ['unrelated.txt', 'loudly', { SHOUT: 'loudly' }]] as const
      for (const [file, content, env] of changes) {
        world.write(file, content)
        const rebuilt = await world.build({ ...optionsOf(bundler), env })
        expect(rebuilt.report?.totals, file).toMatchObject({ hits: 0, misses: 1 })
        expect(mentions(rebuilt, content.replace(/.*: "|" \}/g, '')), file).toBe(true)
      }
      shows(bundler, 'declared')
    })
  })
}

const ASKING = `
module.exports = async function (code) {
  const resolved = await new Promise((answer) => this.resolve(this.context, './dep', (error, path) => answer(error ? 'nothing' : path)))
  const styled = await this.getResolve({ extensions: ['.style'] })(this.context, './dep').catch(() => 'no style')
  const text = await new Promise((answer, fail) => this.fs.readFile(resolved, (error, data) => error ? fail(error) : answer(data.toString())))
  const later = require('node:fs').readFileSync(this.context + '/secret.txt', 'utf8')
  return code.replace('"?"', JSON.stringify([resolved, styled, text, later].map(part => part.replace(this.rootContext, '.'))))
}`

/** What a loader asks the bundler. */
export function questions(bundler: Bundler): void {
  describe('questions', () => {
    it('are asked again: what requests resolve to, and files that the bundler reads', async () => {
      const world = project({
        rules: `[{ test: /index\\.js$/, use: './asking.cjs' }, { test: /other\\.js$/, use: './plain.cjs' }]`,
        cache: `{ plugins: { asking: ${PORTABLE}, plain: ${PORTABLE} } }`,
      }, {
        'asking.cjs': ASKING,
        'plain.cjs': 'module.exports = code => code + "/* plain */"',
        'src/index.js': 'import "./other.js"; console.log("?")',
        'src/other.js': 'console.log("other")',
        'src/dep.js': 'the dependency',
        'src/secret.txt': 'a secret',
      })
      await world.build(optionsOf(bundler))
      const elsewhere = world.copy()
      elsewhere.write('src/asking.txt', 'of no interest')
      expectHits(await expectRebuilt(elsewhere, optionsOf(bundler)), 'asking', 'plain')
      for (const [file, content] of [['src/dep.js', 'the dependency, edited'], ['src/dep.style', 'a style'], ['src/secret.txt', 'another secret']] as const) {
        world.write(file, content)
        const rebuilt = await expectRebuilt(world, optionsOf(bundler))
        expectHits(rebuilt, 'plain')
        expect(mentions(rebuilt, file.endsWith('.style') ? 'dep.style' : content), file).toBe(true)
      }
      shows(bundler, 'resolving', 'secret')
      world.edit('asking.cjs', 'return code', 'return "/* other code */" + code')
      expect((await expectRebuilt(world, optionsOf(bundler))).report?.totals).toMatchObject({ hits: 1, misses: 1 })
      shows(bundler, 'plugin')
    })
  })
}
