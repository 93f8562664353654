import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'
import { SOURCES } from './contract/door'

/** Tells in the code for whom it was made. */
const NAMING = `
  const name = (text = '') => ({ name: 'naming', transform(code, id) {
    return id.includes('/src/') ? { code: code + '\\nglobalThis.madeFor = "' + text + this.environment.name + ' ' + this.environment.config.consumer + '"', map: null } : null
  } })`

describe.each(['vite', 'vite7'] as const)('environments of %s', (bundler) => {
  const options = { bundler }
  const input = bundler === 'vite' ? 'rolldownOptions' : 'rollupOptions'
  const environment = (name: string, more = ''): string => `{ ${more} build: { outDir: 'dist/${name}', ${input}: { input: 'src/${name === 'ssr' ? 'server' : 'main'}.js' } } }`
  const world = (plugins: string, head = '', environments = ''): World => new World({
    ...SOURCES,
    'src/server.js': `import { a } from './a.js'\nexport const render = () => a`,
    'vite.config.mjs': `${NAMING}\n${head}
      export default {
        plugins: ${plugins},
        builder: {},
        environments: { client: ${environment('client')}, ssr: ${environment('ssr')}, ${environments} },
        build: { sourcemap: true, minify: false, emptyOutDir: false },
      }`,
  })

  it('have results of their own', async () => {
    const app = world(`[cache({ plugins: { naming: true } }), name()]`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'client client')).toBe(true)
    expect(mentions(cold, 'ssr server')).toBe(true)
    expectHits(warm, 'naming')
    app.edit('src/a.js', `'a'`, `'edited'`)
    // Each environment has plugins of its own, and so a report of its own: this is the last one.
    expectMisses(await expectRebuilt(app, options), 'naming', 1)
    shows(bundler, 'several')
  })

  it('may be more than two', async () => {
    const edge = environment('edge', `consumer: 'server', resolve: { conditions: ['edge'] },`)
    const app = world(`[name(), cache({ plugins: { naming: true } })]`, '', `edge: ${edge}`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'edge server')).toBe(true)
    expectHits(warm, 'naming')
    app.edit('vite.config.mjs', `consumer: 'server'`, `consumer: 'client'`)
    expect(mentions(await expectRebuilt(app, options), 'edge client')).toBe(true)
  })

  it('may each have a plugin of their own in place of another', async () => {
    const app = world(`[cache({ plugins: { naming: true } }), {
      name: 'chooser',
      applyToEnvironment: environment => environment.name === 'ssr' ? [Promise.resolve(name('chosen for '))] : false,
    }]`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'chosen for ssr')).toBe(true)
    expect(mentions(cold, 'client client')).toBe(false)
    expectHits(warm, 'naming')
  })

  it('may each have a plugin that is created for them', async () => {
    const app = world(`[perEnvironmentPlugin('each', environment => name('for ' + environment.name + ': ')), cache({ plugins: { naming: true } })]`, `import { perEnvironmentPlugin } from 'vite'`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'for client: client')).toBe(true)
    expect(mentions(cold, 'for ssr: ssr')).toBe(true)
    expectHits(warm, 'naming')
  })

  it('may leave a plugin out', async () => {
    const app = world(`[{ ...name(), applyToEnvironment: environment => environment.name === 'ssr' }, cache({ plugins: { naming: true } })]`)
    const { cold, warm } = await expectSameBytes(app, options)
    expect(mentions(cold, 'client client')).toBe(false)
    expectHits(warm, 'naming')
  })

  it('may keep their plugins apart, or share them', async () => {
    const app = world(`[{ ...name(), sharedDuringBuild: process.env.SHARED === 'yes' }, cache({ plugins: { naming: true } })]`)
    for (const SHARED of ['yes', 'no']) {
      await expectRebuilt(app, { ...options, env: { SHARED } })
      expectHits(await expectRebuilt(app, { ...options, env: { SHARED } }), 'naming')
    }
  })

  it('have configurations of their own, which plugins may look at', async () => {
    const app = world(`[{ name: 'looking', transform(code, id) {
      const { define, build } = this.environment.config
      return id.includes('/src/') ? { code: code + '\\nglobalThis.seen = ' + JSON.stringify([define, build.outDir, build.target]), map: null } : null
    } }, cache({ plugins: { looking: true } })]`)
    const { warm } = await expectSameBytes(app, options)
    expect(countsOf(warm, 'looking').misses).toBe(0)
    app.edit('vite.config.mjs', `client: {`, `client: { define: { VERSION: '"two"' },`)
    expect(mentions(await expectRebuilt(app, options), 'VERSION')).toBe(true)
  })
})
