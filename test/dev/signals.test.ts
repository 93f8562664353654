import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { VUE } from '../support/apps'
import { DevServer } from '../support/dev-server'
import { edit } from '../support/edit'
import { World } from '../support/world'

// Windows has no signals: the process ends at once.
describe.skipIf(process.platform === 'win32')('a dev server that is ended by a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stores what was new on %s, and ends as it would without the cache', async (signal) => {
    const world = new World(VUE)
    const plain = await DevServer.start(world, { cache: false })
    await plain.crawl('/src/main.ts')
    plain.child.signal(signal)
    const expected = await plain.child.ended()

    const cold = await DevServer.start(world)
    await cold.crawl('/src/main.ts')
    cold.child.signal(signal)
    expect(await cold.child.ended()).toBe(expected)

    const warm = await DevServer.start(world)
    await warm.crawl('/src/main.ts')
    const report = await warm.close()
    expect(report?.totals.hits).toBeGreaterThan(0)
    expect(report?.totals.misses, JSON.stringify(report?.plugins)).toBe(0)
  })

  it('ends on a signal after a restart', async () => {
    const world = new World(VUE)
    const server = await DevServer.start(world)
    await server.crawl('/src/main.ts')
    await server.restartedBy(() => edit(world, 'vite.config.mjs', 'export default', '// touched\nexport default'))
    await server.crawl('/src/main.ts')
    server.child.signal('SIGINT')
    expect(await server.child.ended()).not.toBe(0)
  })
})
