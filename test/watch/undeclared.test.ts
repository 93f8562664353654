import { mkdirSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Watcher } from '../support/watch'
import { World } from '../support/world'

/** A plugin that asks for files that may come and for the list of a folder, and declares nothing. */
const CURIOUS = `
  import { existsSync, readFileSync, readdirSync } from 'node:fs'
  const curious = {
    name: 'curious',
    transform(code, id) {
      if (!id.endsWith('index.js')) return
      const maybe = existsSync('maybe.txt') ? readFileSync('maybe.txt', 'utf8') : 'nothing'
      const deep = existsSync('settings/deep/on.json') ? 'on' : 'off'
      const icons = readdirSync('icons').sort().join()
      return { code: code + '\\nexport const seen = ' + JSON.stringify([maybe, deep, icons]), map: null }
    },
  }`
const FILES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'src/index.js': 'export const name = "library"',
  'icons/one.svg': '<svg/>',
}
const CONFIGS = {
  'rollup.config.mjs': `${CURIOUS}
    export default { input: 'src/index.js', plugins: [cache({ plugins: { curious: true } }), curious], output: { dir: 'dist' } }`,
  'vite.config.mjs': `${CURIOUS}
    export default { plugins: [cache({ plugins: { curious: true } }), curious], build: { minify: false, lib: { entry: 'src/index.js', formats: ['es'] } } }`,
}

describe.each(['rollup', 'rolldown', 'vite'] as const)('%s in watch mode', (bundler) => {
  it('builds again when something appears or vanishes that a plugin has asked for', async () => {
    const world = new World({ ...FILES, ...CONFIGS })
    const watcher = new Watcher(world, bundler)
    await watcher.start()
    await watcher.rebuild(() => world.write('maybe.txt', 'something'), 'maybe.txt')
    await watcher.rebuild(() => world.write('icons/two.svg', '<svg/>'), 'icons/two.svg')
    await watcher.rebuild(() => {
      mkdirSync(world.path('settings/deep'), { recursive: true })
      world.write('settings/deep/on.json', '{}')
    }, 'settings/deep/on.json')
    const { reasons } = await watcher.rebuild(() => rmSync(world.path('icons/one.svg')), 'icons/two.svg')
    expect(reasons.join()).toContain('files in icons changed')
    await watcher.close()
  })
})
