import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { Child, pause, poll } from '../support/child'
import { edit } from '../support/edit'
import { World, readTree } from '../support/world'
import { filesFor } from '../watch/projects'

/** What a server without the cache sees as well, and what then shows. */
const EDITS = [
  ['src/size.js', 'first size', 'second size'],
  ['src/_theme.scss', '#123456', '#654321'],
  ['src/declared.txt', 'first declaration', 'second declaration'],
] as const

/** After this time without another file there is none to come. */
const REST_MS = 400

/** Files of hot updates have the hash of the build before, of which there may be one more. */
const UPDATE_RE = /\.[\da-f]+(?=\.hot-update\.)/

describe('the dev server of Rsbuild', () => {
  it('serves the same without the cache, with a cold one and with a warm one, and the same hot updates', async () => {
    const world = new World(filesFor('rsbuild'))
    const port = await freePort()
    const plain = await serve(world, port, false)
    expect(JSON.stringify(plain)).toContain('hot-update')
    expect(await serve(world, port, true)).toEqual(plain)
    expect(await serve(world, port, true)).toEqual(plain)
    const { totals, plugins } = world.report()!
    expect(totals.misses, JSON.stringify(plugins)).toBe(0)
    expect(totals.hits).toBeGreaterThan(0)
    shows('rsbuild', 'served')
  })
})

/** All that a server has served at the start and after each edit. The files are as before at the end. */
async function serve(world: World, port: number, cache: boolean): Promise<Record<string, string>[]> {
  const child = new Child('run-rsbuild-server.mjs', [String(cache), String(port)], world.dir, { UNPLUGIN_CACHE_DIR: world.cacheDir })
  const output = (): Record<string, string> => Object.fromEntries(Object.entries(readTree(world.path('served'))).map(([path, content]) => [path.replace(UPDATE_RE, ''), content]))
  // One file is written after the other: all are there when nothing comes any more.
  const settled = async (text: string): Promise<Record<string, string>> => {
    let last = ''
    await poll(async () => {
      const before = last
      await pause(REST_MS)
      last = JSON.stringify(output())
      return last === before && last.includes(text)
    }, () => `${text} does not show\n${child.printed}`)
    return JSON.parse(last) as Record<string, string>
  }
  await child.hear(['built'])
  const seen = [await settled('')]
  for (const [file, from, to] of EDITS) {
    edit(world, file, from, to)
    seen.push(await settled(to))
  }
  child.tell('close')
  expect(await child.ended(), child.printed).toBe(0)
  for (const [file, from, to] of EDITS)
    edit(world, file, to, from)
  return seen
}

/** It is a part of what is served. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
