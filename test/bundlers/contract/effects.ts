import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions, uncacheableOf } from '../../support/report'
import { type Door, optionsOf, project } from './door'

export function effects(door: Door): void {
  const options = optionsOf(door)

  it('watches the files that a step has declared', async () => {
    const world = project(door, `
      import { readFileSync } from 'node:fs'
      import { basename, join } from 'node:path'
      export const plugins = [
        { name: 'watching', transform(code, id) {
          if (!id.endsWith('a.js'))
            return null
          const file = join(process.cwd(), 'src/extra.txt')
          this.addWatchFile(file)
          return { code: code + '\\nglobalThis.extra = ' + JSON.stringify(readFileSync(file, 'utf8')), map: null }
        } },
        // Rolldown has no such call.
        { name: 'reader', buildEnd() { console.log((this.getWatchFiles?.() ?? ['extra.txt']).map(file => basename(file)).sort().join()) } },
      ]`, ['watching'], { 'src/extra.txt': 'first' })
    const { cold, warm } = await expectSameBytes(world, options)
    expect(cold.printed).toContain('extra.txt')
    expectHits(warm, 'watching')
    world.write('src/extra.txt', 'second')
    const edited = await expectRebuilt(world, options)
    expectMisses(edited, 'watching', 1)
    expect(mentions(edited, 'second')).toBe(true)
    shows(door.bundler, 'declared')
  })

  it('sees the files that a step reads, probes and lists without declaring them', async () => {
    const world = project(door, `
      import { existsSync, readFileSync, readdirSync } from 'node:fs'
      import { readFile } from 'node:fs/promises'
      export const plugins = [{ name: 'reading', async transform(code, id) {
        if (!id.endsWith('a.js'))
          return null
        const facts = [await readFile('src/extra.txt', 'utf8'), existsSync('src/probe.txt'), readdirSync('src/list').join(), process.env.FLAG ?? 'unset']
        return { code: code + '\\nglobalThis.facts = ' + JSON.stringify(facts), map: null }
      } }]`, ['reading'], { 'src/extra.txt': 'first', 'src/list/one.txt': '' })
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'reading')
    world.write('src/extra.txt', 'second')
    expect(mentions(await expectRebuilt(world, options), 'second')).toBe(true)
    world.write('src/probe.txt', '')
    expect(mentions(await expectRebuilt(world, options), 'true')).toBe(true)
    world.write('src/list/two.txt', '')
    expect(mentions(await expectRebuilt(world, options), 'two.txt')).toBe(true)
    world.rename('src/list/two.txt', 'src/list/three.txt')
    expect(mentions(await expectRebuilt(world, options), 'three.txt')).toBe(true)
    expect(mentions(await expectRebuilt(world, { ...options, env: { FLAG: 'set' } }), '"set"')).toBe(true)
    expectHits(await expectRebuilt(world, { ...options, env: { FLAG: 'set' } }), 'reading')
    shows(door.bundler, 'secret')
  })

  it('says again what a step has said: texts, objects, functions, places', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'talking', transform(code, id) {
        if (!id.endsWith('a.js'))
          return null
        this.warn('a plain warning')
        this.warn({ message: 'a warning with details', code: 'MY_CODE', meta: { details: [1, 2] }, loc: { file: id, line: 1, column: 7 } })
        this.warn(() => 'a warning that is computed')
        this.warn({ message: 'a warning about a place' }, 7)
        this.warn('a warning about a line', { line: 1, column: 13 })
        this.info({ message: 'some information', code: 'MY_INFO' })
        this.debug('a detail')
        console.log('printed by the plugin')
        return null
      } }]`, ['talking'])
    const { cold, warm } = await expectSameBytes(world, options)
    for (const text of ['a plain warning', 'MY_CODE', 'that is computed', 'about a place', 'about a line', 'some information', 'printed by the plugin'])
      expect(cold.printed).toContain(text)
    expectHits(warm, 'talking')
    shows(door.bundler, 'messages')
  })

  it('does not keep a step with a call that it does not know, and names the call', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'counting', transform(code, id) {
        if (!id.endsWith('a.js'))
          return null
        return { code: code + '\\nglobalThis.isThere = ' + [...this.getModuleIds()].includes(id), map: null }
      } }]`, ['counting'])
    const { warm } = await expectSameBytes(world, options)
    expectMisses(warm, 'counting', 1)
    expect(uncacheableOf(warm, 'counting')).toEqual({ 'calls this.getModuleIds': 1 })
    expect(warm.ours.join('\n')).toContain('counting ×1 (calls this.getModuleIds)')
  })

  it('does not keep a step that writes, connects, or starts a process', async () => {
    const world = project(door, `
      import { execFileSync } from 'node:child_process'
      import { mkdirSync, writeFileSync } from 'node:fs'
      import { basename } from 'node:path'
      const ACTS = {
        'a.js': () => { mkdirSync('dist', { recursive: true }); writeFileSync('dist/written.txt', 'by the plugin') },
        'b.js': () => execFileSync(process.execPath, ['--version']),
      }
      export const plugins = [{ name: 'acting', transform(code, id) { ACTS[basename(id)]?.(); return null } }]`, ['acting'])
    for (let round = 0; round < 2; round++) {
      const build = await world.build(options)
      expect(Object.keys(uncacheableOf(build, 'acting')).sort()).toEqual(['starts a process', 'writes files'])
    }
  })
}
