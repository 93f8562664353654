import { describe, expect, it } from 'vitest'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, mentions } from '../support/report'
import { World } from '../support/world'

const FILES = {
  'package.json': '{ "name": "workers", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'vite.config.mjs': `
    const sign = (name, text) => ({ name, transform: (code, id) => id.includes('/src/') && !id.endsWith('.html') ? { code: code + '\\nglobalThis.' + name + ' = "' + text + '"', map: null } : null })
    export default {
      plugins: [sign('outside', 'in the page'), cache({ plugins: { outside: true, inside: true } })],
      worker: { format: 'es', plugins: () => [sign('inside', 'in the worker')] },
      build: { sourcemap: true, minify: false },
    }`,
  'src/main.js': `import Query from './query.js?worker'
import { shared } from './shared.js'
import Inlined from './inlined.js?worker&inline'
new Worker(new URL('./address.js', import.meta.url), { type: 'module' })
globalThis.all = [new Query(), new Inlined(), shared]`,
  'src/query.js': `import { shared } from './shared.js'\npostMessage('query' + shared)`,
  'src/address.js': `import { shared } from './shared.js'\npostMessage('address' + shared)`,
  'src/inlined.js': `postMessage('inlined')`,
  'src/shared.js': `export const shared = 'shared'`,
}

describe.each(['vite', 'vite7'] as const)('workers of %s', (bundler) => {
  const options = { bundler }

  it('have plugins of their own, which are memoized', async () => {
    const world = new World(FILES)
    const { cold, warm } = await expectSameBytes(world, options, { repeats: true })
    expect(mentions(cold, 'in the worker')).toBe(true)
    expect(mentions(cold, 'in the page')).toBe(true)
    expectHits(warm, 'inside', 'outside')
  })

  it('follow an edit of what they import, and of their plugins', async () => {
    const world = new World(FILES)
    await world.build(options)
    world.edit('src/shared.js', `'shared'`, `'divided'`)
    expect(mentions(await expectRebuilt(world, options), 'divided')).toBe(true)
    world.edit('src/inlined.js', `'inlined'`, `'put in'`)
    await expectRebuilt(world, options)
    world.edit('vite.config.mjs', 'in the worker', 'far away')
    expect(mentions(await expectRebuilt(world, options), 'far away')).toBe(true)
  })

  it('may be added and deleted', async () => {
    const world = new World(FILES)
    await world.build(options)
    world.write('src/added.js', `postMessage('added')`)
    world.edit('src/main.js', `import Query from './query.js?worker'`, `import Query from './added.js?worker'`)
    await expectRebuilt(world, options)
    world.remove('src/query.js')
    await expectRebuilt(world, options)
  })

  it('may be given as classic scripts', async () => {
    const world = new World({ ...FILES, 'vite.config.mjs': FILES['vite.config.mjs'].replace(`format: 'es'`, `format: 'iife'`) })
    const { warm } = await expectSameBytes(world, options, { repeats: true })
    expectHits(warm, 'inside', 'outside')
  })
})
