import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import type { BuildResult } from '../../support/world'
import { type Door, optionsOf, project } from './door'

/** What a failure says, without the places in code that differ between a hook and its wrapper. */
const messages = ({ printed }: BuildResult): string[] => printed.split('\n').filter(line => line.includes('cannot be done') || line.includes('MY_FAILURE'))

export function failures(door: Door): void {
  const options = { ...optionsOf(door), mayFail: true }

  it('of a step are not stored: it fails in the same way each time, and goes on when it is mended', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'failing', async transform(code, id) {
        if (code.includes('broken'))
          throw Object.assign(new Error('this cannot be done'), { code: 'MY_FAILURE' })
        return { code: code + '\\n', map: null }
      } }]`, ['failing'])
    world.edit('src/a.js', `'a'`, `'broken'`)
    const without = await world.build({ ...options, cache: false })
    expect(without.exitCode).not.toBe(0)
    expect(messages(without).length).toBeGreaterThan(0)
    for (let round = 0; round < 3; round++) {
      const build = await world.build(options)
      expect(build.exitCode).toBe(without.exitCode)
      expect(messages(build)).toEqual(messages(without))
    }
    world.edit('src/a.js', `'broken'`, `'a'`)
    const mended = await world.build(options)
    expect(mended.files).toEqual((await world.build({ ...options, cache: false })).files)
    shows(door.bundler, 'failures')
  })

  it('that are told by this.error are the same', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'failing', transform(code, id) {
        if (id.endsWith('b.js'))
          this.error({ message: 'this cannot be done', code: 'MY_FAILURE' }, 3)
      } }]`, ['failing'])
    const without = await world.build({ ...options, cache: false })
    expect(without.exitCode).not.toBe(0)
    for (let round = 0; round < 2; round++) {
      const build = await world.build(options)
      expect(build.exitCode).toBe(without.exitCode)
      expect(messages(build)).toEqual(messages(without))
    }
  })
}
