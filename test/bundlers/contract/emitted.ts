import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import { type Door, optionsOf, project } from './door'

/** Emits an asset for each module, of the same name: the reference of one depends on who came first. */
const ASSETS = `
  import { basename } from 'node:path'
  export const plugins = [{ name: 'emitting', transform(code, id) {
    if (!/[ab]\\.js$/.test(id))
      return null
    const reference = this.emitFile({ type: 'asset', name: 'data.txt', source: 'about ' + basename(id) + ' ' + code })
    return { code: code + '\\nglobalThis.urls = [import.meta.ROLLUP_FILE_URL_' + reference + ', "' + reference.length + '"]', map: null }
  } }]`

export function emitted(door: Door): void {
  const options = optionsOf(door)

  it('are emitted again when the step comes from the cache', async () => {
    const world = project(door, ASSETS, ['emitting'])
    const { cold, warm } = await expectSameBytes(world, options)
    expect(Object.keys(cold.files).filter(file => file.endsWith('.txt'))).toHaveLength(2)
    expectHits(warm, 'emitting')
    world.edit('src/a.js', `'a'`, `'other'`)
    expectMisses(await expectRebuilt(world, options), 'emitting', 1)
    shows(door.bundler, 'emitted')
  })

  it('keep their references apart when others come first', async () => {
    const world = project(door, ASSETS, ['emitting'])
    await world.build(options)
    world.write('src/main.js', `import { b } from './b.js'\nimport { a } from './a.js'\nexport const main = [a, b]`)
    await expectRebuilt(world, options)
    world.write('src/main.js', `import { b } from './b.js'\nexport const main = [b]`)
    await expectRebuilt(world, options)
    world.write('src/main.js', `import { a } from './a.js'\nexport const main = [a]`)
    await expectRebuilt(world, options)
  })

  it('may be bytes', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'emitting', transform(code, id) {
        if (id.endsWith('a.js'))
          this.emitFile({ type: 'asset', fileName: 'bytes.bin', source: new Uint8Array([0, 255, 128, 10]) })
        return null
      } }]`, ['emitting'])
    const { cold, warm } = await expectSameBytes(world, options)
    expect(cold.files['bytes.bin']).toBe(Buffer.from([0, 255, 128, 10]).toString('base64'))
    expectHits(warm, 'emitting')
    shows(door.bundler, 'emitted')
  })

  it('may be chunks, which are bundled again', async () => {
    const world = project(door, `
      import { join } from 'node:path'
      export const plugins = [{ name: 'emitting', transform(code, id) {
        if (!id.endsWith('a.js'))
          return null
        const reference = this.emitFile({ type: 'chunk', id: join(process.cwd(), 'src/worker.js'), name: 'worker' })
        return { code: code + '\\nglobalThis.worker = import.meta.ROLLUP_FILE_URL_' + reference, map: null }
      } }]`, ['emitting'], { 'src/worker.js': `import { b } from './b.js'\nglobalThis.work = b` })
    const { cold, warm } = await expectSameBytes(world, options)
    expect(Object.keys(cold.files).some(file => file.includes('worker'))).toBe(true)
    expectHits(warm, 'emitting')
    world.edit('src/worker.js', 'globalThis.work', 'globalThis.works')
    expect(mentions(await expectRebuilt(world, options), 'globalThis.works')).toBe(true)
  })
}
