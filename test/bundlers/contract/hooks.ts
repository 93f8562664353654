import { expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { countsOf, expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import { World } from '../../support/world'
import { type Door, SOURCES, optionsOf, project } from './door'

/** Each writes its name behind the code, so that the output shows who came when. */
const NAMING = `
  const sign = name => (code, id) => ({ code: code + '\\nglobalThis.trace?.push("' + name + '")', map: null })
  export const plain = { name: 'plain', transform: sign('plain') }
  export const late = { name: 'late', transform: { order: 'post', sequential: true, filter: { id: /a\\.js$/ }, handler: sign('late') } }
  export const early = { name: 'early', transform: { order: 'pre', handler: sign('early') } }
  export const loading = { name: 'loading', load: { filter: { id: /b\\.js$/ }, handler: () => 'export const b = "loaded"' } }`
const NAMES = ['plain', 'late', 'early', 'loading']

export function hooks(door: Door): void {
  const options = optionsOf(door)

  it('keep their order and filter, as functions and as objects', async () => {
    const world = project(door, `${NAMING}\nexport const plugins = [late, plain, early, loading]`, NAMES)
    const { cold, warm } = await expectSameBytes(world, options)
    const [code = ''] = Object.entries(cold.files).filter(([path]) => !path.endsWith('.map')).map(([, content]) => content)
    const trace = [...code.matchAll(/push\("(\w+)"\)/g)].map(([, name]) => name).join(' ')
    expect(trace).toContain('early plain late early plain')
    expect(trace.match(/late/g)).toHaveLength(1)
    expect(mentions(cold, 'loaded')).toBe(true)
    expectHits(warm, ...NAMES)
    world.edit('src/a.js', `'a'`, `'other'`)
    const edited = await expectRebuilt(world, options)
    expectMisses(edited, 'plain', 1)
    expectHits(edited, 'loading')
    shows(door.bundler, 'load', 'transform')
  })

  it('of chunks are memoized, if a rule says so', async () => {
    const world = project(door, `
      export const plugins = [{ name: 'stamp', renderChunk: (code, { name }, { format }) => ({ code: code + '\\nglobalThis.chunk = "' + name + ' as ' + format + '"', map: null }) }]`, ['stamp'], {}, { hooks: ['renderChunk'] })
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, 'stamp')
    world.edit('src/a.js', `'a'`, `'other'`)
    const edited = await expectRebuilt(world, options)
    expect(countsOf(edited, 'stamp')).toMatchObject({ hits: 0, misses: 1 })
    expect(mentions(edited, 'main as es')).toBe(true)
    shows(door.bundler, 'renderChunk')
  })

  it('stay the same objects, with all that the plugin has put there', async () => {
    const world = project(door, `${NAMING}
      const before = new Map([late, early, loading].flatMap(plugin => [plugin.transform, plugin.load].filter(Boolean).map(hook => [plugin.name, hook])))
      const inspect = { name: 'inspect', buildStart() {
        for (const plugin of [late, early, loading]) {
          const hook = plugin.transform ?? plugin.load
          console.log(plugin.name, hook === before.get(plugin.name), Object.keys(hook).join(), hook.order, hook.sequential, String(hook.filter?.id))
        }
      } }
      export const plugins = [late, plain, early, loading, inspect]`, NAMES)
    const { cold } = await expectSameBytes(world, options)
    expect(cold.printed).toContain('late true order,sequential,filter,handler post true /a\\.js$/')
  })

  it('have the context of the bundler as this', async () => {
    const world = project(door, `
      export const plugins = [{
        name: 'context',
        transform(code, id) {
          if (!id.endsWith('main.js'))
            return null
          const body = this.parse(code).body.length
          return { code: code + '\\nglobalThis.facts = [' + [body, JSON.stringify(typeof this.meta.rollupVersion), this.getModuleInfo(id).isEntry] + ']', map: null }
        },
      }]`, ['context'])
    const { cold, warm } = await expectSameBytes(world, options)
    expect(mentions(cold, '"string"')).toBe(true)
    expectHits(warm, 'context')
  })

  it('are found wherever the plugin stands in the list', async () => {
    const code = `${NAMING}\nexport const plugins = [late, plain, early, loading]`
    const declared = JSON.stringify(Object.fromEntries(NAMES.map(name => [name, true])))
    for (const list of [`[cache(OPTIONS), ...plugins]`, `[...plugins, cache(OPTIONS)]`, `[plugins[0], cache(OPTIONS), ...plugins.slice(1)]`]) {
      const world = new World({ ...SOURCES, ...door.config(list.replace('OPTIONS', `{ plugins: ${declared} }`), `import { plugins } from './plugin.mjs'`), 'plugin.mjs': code })
      const { warm } = await expectSameBytes(world, options)
      expectHits(warm, ...NAMES)
    }
  })

  it('are found in nested lists, in promises, and between entries that are no plugins', async () => {
    const declared = JSON.stringify(Object.fromEntries(NAMES.map(name => [name, true])))
    const list = `[null, [[late], false], Promise.resolve([plain, Promise.resolve(early)]), undefined, [Promise.resolve([[loading]])], [cache({ plugins: ${declared} })]]`
    const world = new World({ ...SOURCES, ...door.config(list, `import { early, late, loading, plain } from './plugin.mjs'`), 'plugin.mjs': NAMING })
    const { warm } = await expectSameBytes(world, options)
    expectHits(warm, ...NAMES)
  })

  it('come from the cache in a copy elsewhere where the rule says that results can be moved', async () => {
    const world = project(door, `${NAMING}\nexport const plugins = [late, plain, early, loading]`, NAMES, {}, { hooks: ['load', 'transform'], portable: true })
    const { elsewhere } = await expectSameBytes(world, options)
    expectHits(elsewhere, ...NAMES)
    shows(door.bundler, 'elsewhere')
  })

  it('run again when the code of the plugin or of what it imports is edited', async () => {
    const world = project(door, `import { text } from './text.mjs'
      export const plugins = [{ name: 'texts', transform: code => ({ code: code + '\\nglobalThis.text = "' + text() + '"', map: null }) }]`, ['texts'], { 'text.mjs': `export const text = () => 'first'` })
    await world.build(options)
    world.edit('text.mjs', 'first', 'second')
    expect(mentions(await expectRebuilt(world, options), 'second')).toBe(true)
    world.edit('plugin.mjs', 'globalThis.text', 'globalThis.words')
    expect(mentions(await expectRebuilt(world, options), 'globalThis.words')).toBe(true)
    shows(door.bundler, 'plugin')
  })

  it('run again when an option of the plugin changes', async () => {
    const world = project(door, `
      const create = options => ({ name: 'options', transform: code => ({ code: code + '\\nglobalThis.value = ' + JSON.stringify(options.values.get('key')), map: null }) })
      export const plugins = [create({ values: new Map([['key', process.env.VALUE ?? 'none']]) })]`, ['options'])
    const first = { ...options, env: { VALUE: 'one' } }
    await world.build(first)
    const second = { ...options, env: { VALUE: 'two' } }
    expect(mentions(await expectRebuilt(world, second), 'two')).toBe(true)
    expectHits(await expectRebuilt(world, second), 'options')
    shows(door.bundler, 'plugin')
  })
}
