import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { contract } from './contract'
import { outputs } from './contract/outputs'
import { type Door, project } from './contract/door'

const config = (plugins: string, head: string): Record<string, string> => ({
  'rollup.config.mjs': `${head}
    const onLog = (level, { message, code, pluginCode, pos, plugin, hook, loc, meta }) => console.log(level, JSON.stringify({ message, code, pluginCode, pos, plugin, hook, line: loc?.line, meta }))
    export default { input: 'src/main.js', onLog, plugins: ${plugins}, output: { dir: 'dist', sourcemap: true } }`,
})
const door: Door = { bundler: 'rolldown', config, winner: 'thing.ts' }
const OPTIONS = { bundler: 'rolldown' } as const

describe('Rolldown', () => {
  contract(door)
  outputs('rolldown')

  it('keeps the type of a module, and tells it to the next hook', async () => {
    const world = project(door, `
      import { readFileSync } from 'node:fs'
      export const plugins = [
        { name: 'typing', load: id => id.endsWith('.note') ? { code: readFileSync(id, 'utf8'), moduleType: process.env.TYPE ?? 'text' } : null },
        { name: 'asking', transform: (code, id, { moduleType }) => id.endsWith('a.js') || id.endsWith('.note') ? { code: moduleType === 'js' ? code + '\\nglobalThis.type = "js"' : code + ' as ' + moduleType, map: null } : null },
      ]`, ['typing', 'asking'], { 'src/main.js': `import text from './text.note'\nimport { a } from './a.js'\nglobalThis.all = [text, a]`, 'src/text.note': '"a note"' })
    const { cold, warm } = await expectSameBytes(world, OPTIONS)
    expect(mentions(cold, 'as text')).toBe(true)
    expectHits(warm, 'typing', 'asking')
    world.edit('src/text.note', 'a note', 'another note')
    expectMisses(await expectRebuilt(world, OPTIONS), 'typing', 1)
    await expectRebuilt(world, { ...OPTIONS, env: { TYPE: 'binary' } })
  })

  it('keeps filters on id, code and module type', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'filtered', transform: {
        filter: { id: { include: /src/, exclude: [/b\\.js$/] }, code: 'const', moduleType: ['js'] },
        handler: code => ({ code: code + '\\nglobalThis.filtered = 1', map: null }),
      } }]`, ['filtered'])
    const { warm } = await expectSameBytes(world, OPTIONS)
    expectHits(warm, 'filtered')
    expect(warm.report?.plugins.find(({ plugin }) => plugin === 'filtered')?.hooks[0]?.hits).toBe(2)
  })
})
