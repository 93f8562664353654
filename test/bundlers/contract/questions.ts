import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import { type Door, optionsOf, project } from './door'

export function questions(door: Door): void {
  const options = optionsOf(door)

  it('are put again: a file that newly wins a resolution changes the result', async () => {
    const world = project(door, `
      import { basename } from 'node:path'
      export const plugins = [{ name: 'asking', async transform(code, id) {
        if (!id.endsWith('a.js'))
          return null
        const answer = await this.resolve('./thing', id)
        return { code: code + '\\nglobalThis.answer = ' + JSON.stringify(answer && basename(answer.id)), map: null }
      } }]`, ['asking'], { 'src/thing.js': '' })
    const { cold, warm } = await expectSameBytes(world, options)
    expect(mentions(cold, 'thing.js')).toBe(true)
    expectHits(warm, 'asking')
    world.write(`src/${door.winner}`, '')
    const won = await expectRebuilt(world, options)
    expectMisses(won, 'asking', 1)
    expect(mentions(won, door.winner)).toBe(true)
    world.remove('src/thing.js')
    world.remove(`src/${door.winner}`)
    expect(mentions(await expectRebuilt(world, options), 'globalThis.answer = null')).toBe(true)
    world.write('src/thing.js', '')
    expectHits(await expectRebuilt(world, options), 'asking')
    shows(door.bundler, 'resolving')
  })

  it('are answered by other plugins, whose answer counts', async () => {
    const world = project(door, `
      export const plugins = [
        { name: 'answering', resolveId: source => source === 'virtual' ? { id: '\\0virtual-' + (process.env.ANSWER ?? 'none'), external: process.env.ANSWER === 'external', moduleSideEffects: false } : null },
        { name: 'asking', async transform(code, id) {
          if (!id.endsWith('a.js'))
            return null
          const { id: answer, external } = await this.resolve('virtual', id, { skipSelf: true })
          return { code: code + '\\nglobalThis.answer = ' + JSON.stringify([answer.slice(1), external]), map: null }
        } },
      ]`, ['asking'])
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'asking')
    expect(mentions(await expectRebuilt(world, { ...options, env: { ANSWER: 'one' } }), 'virtual-one')).toBe(true)
    expect(mentions(await expectRebuilt(world, { ...options, env: { ANSWER: 'external' } }), 'virtual-external')).toBe(true)
  })

  it('about the source map so far see what other plugins did before', async () => {
    const world = project(door, `
      const map = lines => ({ version: 3, sources: ['a.js'], sourcesContent: ['source'], names: [], mappings: ';'.repeat(lines) + 'AAAA' })
      export const plugins = [
        { name: 'before', transform: (code, id) => ({ code: '\\n'.repeat(Number(process.env.LINES ?? 1)) + code, map: map(Number(process.env.LINES ?? 1)) }) },
        { name: 'asking', transform(code, id) {
          if (!id.endsWith('a.js'))
            return null
          const { mappings, sources } = this.getCombinedSourcemap()
          return { code: code.trim() + '\\nglobalThis.mappings = ' + JSON.stringify(mappings + sources.length), map: null }
        } },
      ]`, ['asking'])
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'asking')
    await expectRebuilt(world, { ...options, env: { LINES: '3' } })
  })

  it('about modules see what other plugins have said about them', async () => {
    const world = project(door, `
      export const plugins = [
        { name: 'telling', resolveId: { order: 'pre', async handler(source, importer, options) {
          const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
          return resolved && { ...resolved, meta: { told: process.env.TOLD ?? 'nothing' } }
        } } },
        { name: 'asking', transform(code, id) {
          if (!id.endsWith('a.js'))
            return null
          const { meta } = this.getModuleInfo(id)
          return { code: code + '\\nglobalThis.told = ' + JSON.stringify(meta.told), map: null }
        } },
      ]`, ['asking'])
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'asking')
    expect(mentions(await expectRebuilt(world, { ...options, env: { TOLD: 'something' } }), 'something')).toBe(true)
    shows(door.bundler, 'modules')
  })
}
