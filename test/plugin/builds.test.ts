import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { countsOf, expectEqual, expectRebuilt } from '../support/contract'
import { projectWith } from '../support/mine'
import { World } from '../support/world'

const BUNDLER = { bundler: 'rollup' } as const

/** The same project at a path that ends like this, with the same cache. */
function copyTo(world: World, place: string): World {
  const dir = join(dirname(world.dir), place)
  mkdirSync(dir, { recursive: true })
  cpSync(world.dir, dir, { recursive: true, filter: path => !/node_modules$|dist$/.test(path) })
  return new World({}, { dir, cacheDir: world.cacheDir })
}

describe('a build with a plugin that is memoized', () => {
  it('does not fail because a result cannot be stored', async () => {
    const world = projectWith(`
      const mine = { name: 'mine', transform(code) {
        const meta = { self: {} }
        meta.self.self = meta.self
        return { code, map: null, meta }
      } }`)
    await expectRebuilt(world, BUNDLER)
    await expectRebuilt(world, BUNDLER)
  })

  it('sees an option that a hook has because it is bound', async () => {
    const world = projectWith(`
      const options = JSON.parse(fs.readFileSync('options.json', 'utf8'))
      const transform = function (code) { return { code: code.replace('log', this.method), map: null } }
      const mine = { name: 'mine', transform: transform.bind(options) }`, { 'options.json': '{ "method": "info" }' })
    await expectRebuilt(world, BUNDLER)
    world.edit('options.json', 'info', 'warn')
    await expectRebuilt(world, BUNDLER)
  })

  it('sees an option that a compiler keeps to itself', async () => {
    const world = projectWith(`
      class Compiler {
        #method
        constructor({ method }) { this.#method = method }
        compile(code) { return { code: code.replace('log', this.#method), map: null } }
      }
      const create = (compiler) => ({ name: 'mine', transform: code => compiler.compile(code) })
      const mine = create(new Compiler(JSON.parse(fs.readFileSync('options.json', 'utf8'))))`, { 'options.json': '{ "method": "info" }' })
    await expectRebuilt(world, BUNDLER)
    world.edit('options.json', 'info', 'warn')
    await expectRebuilt(world, BUNDLER)
  })

  it('sees an option that lies behind more than there is time to look at', async () => {
    const world = projectWith(`
      const options = JSON.parse(fs.readFileSync('options.json', 'utf8'))
      const create = (options, table) => ({ name: 'mine', transform: code => ({ code: code.replace('log', options.very.deep.down.method), map: table[0].map }) })
      const mine = create(options, Array.from({ length: 10_000 }, () => ({ map: null })))`, { 'options.json': '{ "very": { "deep": { "down": { "method": "info" } } } }' })
    await expectRebuilt(world, BUNDLER)
    world.edit('options.json', 'info', 'warn')
    await expectRebuilt(world, BUNDLER)
  })

  it('sees a new file deep in a folder that a step lists with all that is below', async () => {
    const world = projectWith(`
      const mine = { name: 'mine', transform: code => ({ code: code + '//' + fs.readdirSync('pages', { recursive: true }).sort().join(), map: null }) }`, { 'pages/deep/one.txt': '' })
    await expectRebuilt(world, BUNDLER)
    world.write('pages/deep/two.txt', '')
    await expectRebuilt(world, BUNDLER)
  })

  it('sees that a server answers otherwise, though the connection was open already', async () => {
    let answer = 'first'
    const server = http.createServer((_request, response) => response.end(answer))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const world = projectWith(`
      const mine = { name: 'mine', transform: async code => ({ code: code + '//' + await (await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}')).text(), map: null }) }`)
    await expectRebuilt(world, BUNDLER)
    answer = 'second'
    await expectRebuilt(world, BUNDLER)
  })

  it('sees that a variable is there now, which a step has asked for without reading it', async () => {
    const world = projectWith(`
      const mine = { name: 'mine', transform: code => ({ code: code + '//' + Object.hasOwn(globalThis.process['env'], 'UNPLUGIN_CACHE_TEST'), map: null }) }`)
    await expectRebuilt(world, BUNDLER)
    await expectRebuilt(world, { ...BUNDLER, env: { UNPLUGIN_CACHE_TEST: '1' } })
  })

  it('sees what a plugin reads with functions that it took out of `fs` when it was loaded', async () => {
    const world = projectWith(`import mine from './mine.cjs'`, {
      'banner.txt': 'first',
      'mine.cjs': `
        const { readFileSync } = require('node:fs')
        const { env } = process
        module.exports = { name: 'mine', transform: code => ({ code: code + '//' + readFileSync('banner.txt', 'utf8') + env['UNPLUGIN_CACHE_TEST'], map: null }) }`,
    })
    await expectRebuilt(world, BUNDLER)
    expect(countsOf(await expectRebuilt(world, BUNDLER), 'mine'), 'or there is nothing to see').toMatchObject({ hits: 3 })
    world.write('banner.txt', 'second')
    await expectRebuilt(world, BUNDLER)
    await expectRebuilt(world, { ...BUNDLER, env: { UNPLUGIN_CACHE_TEST: '1' } })
  })

  it('gives references to emitted files that fit, when another file was emitted before', async () => {
    const world = projectWith(`
      let count = 0
      const other = { name: 'other', buildStart() { if (fs.existsSync('more')) this.emitFile({ type: 'asset', name: 'x.txt', source: 'more' }) } }
      const mine = { name: 'mine', transform(code, id) {
        const reference = this.emitFile({ type: 'asset', name: 'x.txt', source: id.split('/').at(-1) })
        return { code: code + '\\nconsole.log(import.meta.ROLLUP_FILE_URL_' + reference + ')', map: null }
      } }`)
    world.edit('rollup.config.mjs', ', mine]', ', mine, other]')
    await expectRebuilt(world, BUNDLER)
    world.write('more', '')
    const warm = await expectRebuilt(world, BUNDLER)
    expect(countsOf(warm, 'mine')).toMatchObject({ hits: 3, misses: 0 })
  })
})

describe('a checkout elsewhere that shares the cache', () => {
  const NAMES_PATHS = `
    const mine = { name: 'mine', transform: (code, id) => ({
      code: code + '\\nconsole.log(' + JSON.stringify([id, pathToFileURL(id).href, encodeURIComponent(id)]) + ')', map: null,
    }) }`

  it.each(['another/place/of/other/length', 'place with space', 'a#b'])('gets its own bytes: %s', async (place) => {
    const world = projectWith(NAMES_PATHS, {}, '{ hooks: ["transform"], portable: true }')
    await expectRebuilt(world, BUNDLER)
    await expectRebuilt(copyTo(world, place), BUNDLER)
  })

  it('gets its own bytes when it is the first that needs no encoding', async () => {
    const origin = projectWith(NAMES_PATHS, {}, '{ hooks: ["transform"], portable: true }')
    const odd = copyTo(origin, 'place with space')
    await expectRebuilt(odd, BUNDLER)
    await expectRebuilt(origin, BUNDLER)
  })

  it('hits when its path is alike', async () => {
    const world = projectWith(NAMES_PATHS, {}, '{ hooks: ["transform"], portable: true }')
    const plain = await world.build({ ...BUNDLER, cache: false })
    expectEqual(await world.build(BUNDLER), plain)
    expect(countsOf(await copyTo(world, 'another/place/of/other/length').build(BUNDLER), 'mine')).toMatchObject({ hits: 3, misses: 0 })
  })
})
