import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { VUE } from '../support/apps'
import { DevServer, expectServed } from '../support/dev-server'
import { edit } from '../support/edit'
import { World } from '../support/world'

const ENTRIES = ['/src/main.ts', '/src/page.scss']

/** More than Node takes for a leak. */
const RESTARTS = 12

describe('a dev server that restarts', () => {
  it.each(['vite', 'vite7'] as const)('goes on with the new configuration, and stores for the next server, in %s', async (bundler) => {
    const world = new World(VUE)
    const server = await DevServer.start(world, { bundler })
    const before = await server.crawl(...ENTRIES)
    await server.restartedBy(() => edit(world, 'vite.config.mjs', 'export default', '// touched\nexport default'))
    expectServed(await server.crawl(...ENTRIES), before)

    await server.restartedBy(() => edit(world, 'vite.config.mjs', 'plugins:', 'css: { devSourcemap: true }, plugins:'))
    const after = await server.crawl(...ENTRIES)
    expect(after['/src/page.scss']?.body).toContain('sourceMappingURL')
    await server.close()

    const plain = await DevServer.start(world, { bundler, cache: false })
    expectServed(after, await plain.crawl(...ENTRIES))
    const warm = await DevServer.start(world, { bundler })
    expectServed(await warm.crawl(...ENTRIES), after)
    const { totals, plugins } = (await warm.close())!
    expect(totals.hits).toBeGreaterThan(0)
    expect(totals.misses, JSON.stringify(plugins)).toBe(0)
    shows(bundler, 'restart')
  })

  it('has what it had before the restart', async () => {
    const world = new World(VUE)
    const server = await DevServer.start(world)
    await server.crawl(...ENTRIES)
    await server.restartedBy(() => edit(world, 'vite.config.mjs', 'export default', '// touched\nexport default'))
    await server.crawl(...ENTRIES)
    const { totals, plugins } = (await server.close())!
    expect(totals.hits).toBeGreaterThan(0)
    expect(totals.misses, JSON.stringify(plugins)).toBe(0)
  })

  it('leaves no listeners behind, however often it restarts', async () => {
    const world = new World(VUE)
    const server = await DevServer.start(world)
    for (let count = 0; count < RESTARTS; count++)
      await server.restartedBy(() => edit(world, 'vite.config.mjs', 'export default', '// touched\nexport default'))
    await server.close()
    expect(server.child.printed).not.toContain('MaxListenersExceededWarning')
  })
})
