import { describe, expect, it } from 'vitest'
import { countsOf } from '../support/contract'
import { refusalOf } from '../support/report'
import { HOME, build, pluginWith, projectWithPackage } from './project'

describe('a verdict', () => {
  const COLLECTS = `
    const icons = []
    export default ({ word }) => ({
      name: 'x',
      transform(code) { if (code.includes('icon:')) icons.push(code); return { code: code.replaceAll(word, 'info'), map: null } },
      generateBundle() { this.emitFile({ type: 'asset', fileName: 'icons.txt', source: String(icons.length) }) },
    })`

  it('is taken back when a later build shows state, with all that was stored under it', async () => {
    const world = projectWithPackage({ 'plugin-x/index.js': COLLECTS })
    await build(world, 1)
    world.edit('src/b.js', 'b', 'icon:b')
    const [edited, next, last] = await build(world, 3)
    expect(countsOf(edited!, 'x')).toMatchObject({ hits: 2, misses: 1 })
    for (const built of [edited!, next!, last!])
      expect(refusalOf(built, 'x')).toBe('keeps state (module§icons.length)')
    world.edit('src/b.js', 'icon:b', 'b')
    for (const built of await build(world, 2))
      expect(countsOf(built, 'x').hits).toBe(0)
  })

  it('is about the plugin with the options that it has', async () => {
    const source = `
      export default ({ word, isCounting }) => { const counts = []; return {
        name: 'x',
        transform(code, id) { if (isCounting) counts.push(id); return { code: code.replaceAll(word, 'info'), map: null } },
        generateBundle() { this.emitFile({ type: 'asset', fileName: 'counts.txt', source: String(counts.length) }) },
      } }`
    const world = projectWithPackage({ 'plugin-x/index.js': source })
    const [, second] = await build(world, 2)
    expect(countsOf(second!, 'x').hits).toBe(3)
    world.edit('rollup.config.mjs', `word: 'log'`, `word: 'log', isCounting: true`)
    for (const built of await build(world, 2))
      expect(refusalOf(built, 'x')).toBe('keeps state (transform§counts.length)')
    world.edit('rollup.config.mjs', ', isCounting: true', '')
    const [again] = await build(world, 2)
    expect(refusalOf(again!, 'x')).toBeUndefined()
  })

  it('is found again when a helper of the plugin changes', async () => {
    const world = projectWithPackage({
      'plugin-x/index.js': pluginWith({ imports: `import { note, all } from './store.js'`, note: 'note(id)', all: 'all()' }),
      'plugin-x/store.js': 'const ids = []\nexport function note() {}\nexport function all() { return ids.length }',
    })
    const [, second] = await build(world, 2)
    expect(countsOf(second!, 'x').hits).toBe(3)
    world.edit(`${HOME}/plugin-x/store.js`, 'note() {}', 'note(id) { ids.push(id) }')
    for (const built of await build(world, 2))
      expect(refusalOf(built, 'x')).toMatch(/^keeps state/)
  })
})
