import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, mentions } from '../support/report'
import { World } from '../support/world'

const FILES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'vite.config.mjs': `
    let config
    const looking = { name: 'looking', configResolved(resolved) { config = resolved }, transform: (code, id) => id.endsWith('main.ts')
      ? { code: code + '\\nexport const facts = ' + JSON.stringify([config.base, config.mode, config.define, config.env.VITE_TEXT, config.build.lib.formats]), map: null }
      : null }
    export default {
      plugins: [looking, cache({ plugins: { looking: true } })],
      build: { sourcemap: true, minify: false, lib: { entry: 'src/main.ts', name: 'Library', formats: ['es', 'cjs', 'umd'], fileName: 'library' } },
    }`,
  'src/main.ts': `import './style.scss'\nexport const version: number = 1`,
  'src/style.scss': '.a { .b { color: red } }',
}

describe.each(['vite', 'vite7'] as const)('a library with %s', (bundler) => {
  const options = { bundler }

  it('is built in several formats', async () => {
    const world = new World(FILES)
    const { cold, warm } = await expectSameBytes(world, options, { repeats: true })
    expect(Object.keys(cold.files).filter(file => !file.endsWith('.map'))).toHaveLength(4)
    expectHits(warm, 'looking', 'vite:css')
  })

  it('follows the configuration that a plugin has kept', async () => {
    const world = new World(FILES)
    await world.build(options)
    world.write('.env', 'VITE_TEXT=hello')
    expect(mentions(await expectRebuilt(world, options), 'hello')).toBe(true)
    world.edit('vite.config.mjs', 'export default {', `export default { base: '/deep/', define: { FLAG: 'true' },`)
    expect(mentions(await expectRebuilt(world, options), '/deep/')).toBe(true)
    world.edit('vite.config.mjs', `'es', 'cjs', 'umd'`, `'es'`)
    await expectRebuilt(world, options)
    const staging = { ...options, env: { NODE_ENV: 'development' } }
    await expectRebuilt(world, staging)
    expect(countsOf(await expectRebuilt(world, staging), 'looking').misses).toBe(0)
  })
})
