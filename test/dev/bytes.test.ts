import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { VUE } from '../support/apps'
import { LIMIT_MS, pause, poll } from '../support/child'
import { DevServer, type ServeOptions, type Served, expectServed } from '../support/dev-server'
import { edit } from '../support/edit'
import { World } from '../support/world'

const ENTRIES = ['/src/main.ts']

/** Everything that one server gives, from start to end. */
async function serveOnce(world: World, options: ServeOptions): Promise<Record<string, Served>> {
  const server = await DevServer.start(world, options)
  const served = await server.crawl(...ENTRIES)
  await server.close()
  return served
}

/** Vite itself, asked while it learns of a change, may go on to give what was before. */
const QUIET_MS = 500

const EDITS = [
  { file: 'src/App.vue', from: 'first text', to: 'second text', shows: '/src/App.vue' },
  { file: 'src/App.vue', from: 'ref<number>(0)', to: 'ref<number>(7)', shows: '/src/App.vue' },
  { file: 'src/App.vue', from: 'padding: 1px', to: 'padding: 9px', shows: '/src/App.vue?vue&type=style&index=0&scoped=7a7a37b1&lang.scss' },
  { file: 'src/_colors.scss', from: '3, 3, 3', to: '4, 4, 4', shows: '/src/page.scss' },
  { file: 'src/page.css', from: '2, 2, 2', to: '5, 5, 5', shows: '/src/page.css' },
  { file: 'src/types.ts', from: `'small' | 'large'`, to: 'number', shows: '/src/Child.vue' },
]

describe.each(['vite', 'vite7'] as const)('the dev server of %s', (bundler) => {
  const plainly = { bundler, cache: false }

  it('gives the same modules without the cache, with a cold one and with a warm one', async () => {
    const world = new World(VUE)
    const plain = await serveOnce(world, plainly)
    expect(Object.keys(plain).filter(path => path.includes('App.vue')).length).toBeGreaterThan(1)
    expect(Object.values(plain).every(({ status }) => status === 200)).toBe(true)
    expectServed(await serveOnce(world, plainly), plain)
    expectServed(await serveOnce(world, { bundler }), plain)

    const warm = await DevServer.start(world, { bundler })
    expectServed(await warm.crawl(...ENTRIES), plain)
    expectServed(await warm.crawl(...ENTRIES), plain)
    const report = await warm.close()
    expect(report?.command).toBe('serve')
    expect(report?.totals.hits).toBeGreaterThan(0)
    expect(report?.totals.misses, JSON.stringify(report?.plugins)).toBe(0)
    shows(bundler, 'served')
  })

  it('gives what a plain server gives after each edit, from a warm start', async () => {
    const world = new World(VUE)
    await serveOnce(world, { bundler })
    const warm = await DevServer.start(world, { bundler })
    const plain = await DevServer.start(world, plainly)
    await warm.crawl(...ENTRIES)
    await plain.crawl(...ENTRIES)
    for (const { file, from, to, shows } of EDITS) {
      const before = await plain.get(shows)
      edit(world, file, from, to)
      await pause(QUIET_MS)
      for (const [name, server] of Object.entries({ plain, warm }))
        await poll(async () => (await server.get(shows)).body !== before.body, () => `the ${name} server gives ${file} as before ${from} became ${to}`, LIMIT_MS / 2)
      expectServed(await warm.crawl(...ENTRIES), await plain.crawl(...ENTRIES))
    }
    shows(bundler, 'served')
  })
})

describe('the dev server', () => {
  it('gives the same modules at another path', async () => {
    const world = new World(VUE)
    await serveOnce(world, {})
    const copy = world.copy()
    const plain = await serveOnce(copy, { cache: false })
    expectServed(await serveOnce(copy, {}), plain)
    expect(copy.report()?.totals.hits).toBeGreaterThan(0)
  })

  it('sees files that changed while no server ran', async () => {
    const world = new World(VUE)
    await serveOnce(world, {})
    for (const { file, from, to } of EDITS)
      edit(world, file, from, to)
    const plain = await serveOnce(world, { cache: false })
    expectServed(await serveOnce(world, {}), plain)
    expect(JSON.stringify(plain)).toContain('4, 4, 4')
  })
})
