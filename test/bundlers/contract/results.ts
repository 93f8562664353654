import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, mentions } from '../../support/report'
import { type Door, optionsOf, project } from './door'

const FILES = {
  'src/main.js': ['text', 'code', 'map', 'meta', 'unused', 'nothing', 'undefined', 'empty', 'own'].map(name => `import ${name === 'unused' ? '' : `{ value as ${name}_ } from `}'./${name}.js'\n${name === 'unused' ? '' : `globalThis.${name}Value = ${name}_\n`}`).join(''),
  ...Object.fromEntries(['text', 'code', 'map', 'meta', 'unused', 'nothing', 'undefined', 'empty', 'own'].map(name => [`src/${name}.js`, `globalThis.seen = '${name}'\nexport const value = '${name}'`])),
}

/** What a hook may return, by the file that it is about. */
const RETURNING = `
  import { basename } from 'node:path'
  const map = code => ({ version: 3, file: 'x.js', sources: ['source' + code.length + '.js'], sourcesContent: [code], names: ['renamed'], mappings: 'AAAA;AACA' })
  const RESULTS = {
    'text.js': code => code.replace("'text'", "'TEXT'"),
    'code.js': code => ({ code: code + '\\nglobalThis.code = 1' }),
    'map.js': code => ({ code: '\\n' + code, map: map(code) }),
    'own.js': code => ({ code: '\\n' + code, map: Object.assign(Object.create({ toString() { return JSON.stringify(this) }, toUrl: () => '' }), map(code + ' ')) }),
    'meta.js': code => ({ code, map: { mappings: '' }, meta: { mine: { list: [1, 'two', null, true], long: 'x'.repeat(500) } } }),
    'unused.js': code => ({ code, moduleSideEffects: false, map: null }),
    'nothing.js': () => null,
    'undefined.js': () => undefined,
    'empty.js': () => ({ code: 'export const value = ""', map: JSON.stringify(map('x')) }),
  }
  const reader = { name: 'reader', buildEnd() {
    for (const id of [...this.getModuleIds()].filter(id => basename(id) in RESULTS).sort()) {
      const { meta, moduleSideEffects } = this.getModuleInfo(id)
      console.log(basename(id), moduleSideEffects, JSON.stringify(meta.mine))
    }
  } }`

export function results(door: Door): void {
  const options = optionsOf(door)

  it('of transform may have any form', async () => {
    const world = project(door, `${RETURNING}
      export const plugins = [{ name: 'returning', transform: (code, id) => RESULTS[basename(id)]?.(code) }, reader]`, ['returning'], FILES)
    const { cold, warm } = await expectSameBytes(world, options)
    expect(mentions(cold, 'TEXT')).toBe(true)
    expect(cold.printed).toContain('"list":[1,"two",null,true]')
    expectHits(warm, 'returning')
    shows(door.bundler, 'transform', 'maps', 'data')
  })

  it('of load may have any form', async () => {
    const world = project(door, `${RETURNING}
      import { readFileSync } from 'node:fs'
      export const plugins = [{ name: 'returning', load: id => RESULTS[basename(id)]?.(readFileSync(id, 'utf8')) }, reader]`, ['returning'], FILES)
    const { cold, warm } = await expectSameBytes(world, options)
    expect(mentions(cold, 'TEXT')).toBe(true)
    expectHits(warm, 'returning')
    world.edit('src/text.js', `'text'`, `'text' + 'more'`)
    expect(mentions(await expectRebuilt(world, options), 'more')).toBe(true)
    shows(door.bundler, 'load', 'maps', 'data')
  })

  it('may be promised, and large, and in any script', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'returning', async transform(code) {
        await new Promise(resolve => setTimeout(resolve, 5))
        return { code: code + '\\nglobalThis.text = ' + JSON.stringify('ünï→𝄞\\u2028 ' + 'long '.repeat(50_000)), map: null }
      } }]`, ['returning'])
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'returning')
  })

  it('may name the project, and then name the place of the copy', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'returning', transform: (code, id) => ({ code: code + '\\nglobalThis.id = ' + JSON.stringify(id), map: null }) }]`, ['returning'])
    const { elsewhere } = await expectSameBytes(world, options)
    expect(mentions(elsewhere, 'checkout/src/main.js')).toBe(true)
  })

  it('that cannot be stored are not kept, and it is said why', async () => {
    const world = project(door, `
      export const plugins = [
        { name: 'returning', transform: code => ({ code, map: null, meta: { returning: { call: () => 1 } } }) },
        { name: 'reader', buildEnd() { console.log([...this.getModuleIds()].map(id => this.getModuleInfo(id).meta.returning?.call()).join()) } },
      ]`, ['returning'])
    const { warm } = await expectSameBytes(world, options)
    expect(warm.printed).toContain('1,1,1')
    expect(warm.ours.join('\n')).toContain('that cannot be stored')
  })
}
