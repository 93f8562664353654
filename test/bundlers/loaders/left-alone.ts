import { describe, expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, mentions, refusalOf, uncacheableOf } from '../../support/report'
import { type Bundler, PORTABLE, STACKS, optionsOf, project } from './project'

/** Loaders of the project by name, and why their results are not kept. */
const UNREPEATABLE: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  fickle: ['this.cacheable(false); return code', 'calls this.cacheable(false)'],
  peeking: ['return code + "/* " + this._compilation.options.mode + " */"', 'reads this._compilation'],
  marking: ['this._module.hot = true; return code', 'changes its module'],
  importing: ['const done = this.async(); this.importModule(this.context + "/imported.js", {}, (error, exports) => done(error, code + "/* " + exports?.imported + " */"))', 'calls this.importModule'],
  looking: ['return code + "/* " + this.loaders.length + " */"', 'reads this.loaders'],
  resetting: ['this.clearDependencies(); this.addDependency(this.resourcePath); return code', 'calls this.clearDependencies'],
}

/** What is not memoized, and what only looks as if it could be a problem. */
export function leftAlone(bundler: Bundler): void {
  describe('what is left alone', () => {
    it('is told by reason: a loader that does what cannot be repeated', async () => {
      const names = Object.keys(UNREPEATABLE)
      const world = project({
        rules: `[${names.map(name => `{ test: /${name}\\.js$/, use: './${name}.cjs' }`).join()}, { test: /stranger\\.js$/, use: './stranger.cjs' }]`,
        cache: `{ plugins: ${JSON.stringify(Object.fromEntries(names.map(name => [name, true])))} }`,
      }, {
        ...Object.fromEntries(names.map(name => [`${name}.cjs`, `module.exports = function (code) { ${UNREPEATABLE[name]![0]} }`])),
        ...Object.fromEntries([...names, 'stranger'].map(name => [`src/${name}.js`, `console.log("${name}")`])),
        'stranger.cjs': 'module.exports = code => code',
        'src/imported.js': 'export const imported = "imported"',
        'src/index.js': [...names, 'stranger'].map(name => `import "./${name}.js"`).join('\n'),
      })
      await world.build(optionsOf(bundler))
      const warm = await expectRebuilt(world, optionsOf(bundler))
      expect(warm.report?.totals.hits).toBe(0)
      for (const [name, [, reason]] of Object.entries(UNREPEATABLE))
        expect(uncacheableOf(warm, name), name).toEqual({ [reason]: 1 })
      expect(refusalOf(warm, 'stranger')).toBe('nobody has said that it may be skipped')
    })
  })

  describe('the runner of loaders', () => {
    it('goes on as ever: pitching, raw loaders, inline requests, data that loaders hand over, errors, noParse', async () => {
      const world = project({
        rules: `[
          { test: /pitched\\.js$/, use: ['./mark.cjs?first', './pitching.cjs', './mark.cjs?never'] },
          { test: /raw\\.bin$/, type: 'javascript/auto', use: ['./mark.cjs', './raw.cjs'] },
          { test: /data\\.js$/, use: ['./taking.cjs', { loader: './giving.cjs', options: { gift: { of: 'data' } } }] },
          { test: /tree\\.js$/, use: ['./taking.cjs', { loader: './giving.cjs', options: { gift: 'code' } }] },
        ]`,
        cache: `{ plugins: { mark: ${PORTABLE}, pitching: true, raw: ${PORTABLE}, giving: true, taking: true } }`,
        more: `module_: 0,`,
      }, {
        'mark.cjs': 'module.exports = function (code) { return code + `;console.log("marked ${this.query || "plainly"}, ${this.resourceQuery}")` }',
        'pitching.cjs': 'module.exports = () => { throw new Error("not to be called") }; module.exports.pitch = function () { return "console.log(\'pitched\')" }',
        'raw.cjs': 'module.exports = function (bytes) { return `console.log("${Buffer.isBuffer(bytes)} ${bytes.toString("hex")}")` }; module.exports.raw = true',
        'giving.cjs': 'module.exports = function (code, map) { const { gift } = this.getOptions(); this.callback(null, code, map, gift === "code" ? { gift() { return "a function" } } : gift) }',
        'taking.cjs': 'module.exports = function (code, map, meta) { this.callback(null, code + `;console.log("${meta.gift ? meta.gift() : meta.of}")`, map) }',
        'src/index.js': `import './pitched.js'\nimport './raw.bin'\nimport './data.js'\nimport './tree.js'\nimport '!!../mark.cjs?inline!./inline.js?one'\nimport '!!../mark.cjs?inline!./inline.js?two'\nimport './parsed.js'`,
        'src/pitched.js': '', 'src/raw.bin': '\0\u00ff', 'src/data.js': '', 'src/tree.js': '', 'src/inline.js': '', 'src/parsed.js': '',
      })
      world.edit('webpack.config.mjs', 'module_: 0,', '')
      world.edit('webpack.config.mjs', 'module: {', 'module: { noParse: /parsed/,')
      const { cold, warm, elsewhere } = await expectSameBytes(world, optionsOf(bundler))
      for (const text of ['pitched', 'true 00c3bf', 'marked ?inline, ?one', 'marked ?inline, ?two', 'a function', 'data'])
        expect(mentions(cold, text), text).toBe(true)
      expect(mentions(cold, 'never')).toBe(false)
      for (const build of [warm, elsewhere]) {
        expectHits(build, 'mark', 'raw')
        expect(uncacheableOf(build, 'giving')).toEqual({ 'returns a function that cannot be stored': 1 })
        expect(uncacheableOf(build, 'taking')).toEqual({ 'given something by another loader that is not plain data': 1 })
      }
      shows(bundler, 'data')
    })

    it('reports what a loader throws as without the cache, in each build', async () => {
      const world = project({ rules: `[{ test: /\\.js$/, use: './failing.cjs' }]`, cache: `{ plugins: { failing: true } }` }, {
        'failing.cjs': 'module.exports = function (code) { this.async(); setImmediate(() => this.callback(new Error("no luck with " + code))) }',
        'src/index.js': 'this',
      })
      const without = await world.build({ ...optionsOf(bundler), cache: false, mayFail: true })
      for (let build = 0; build < 2; build++) {
        const failed = await world.build({ ...optionsOf(bundler), mayFail: true })
        expect(failed.exitCode).toBe(1)
        expect(failed.printed.replace(STACKS.varies, '')).toBe(without.printed.replace(STACKS.varies, ''))
      }
      shows(bundler, 'failures')
    })
  })
}
