import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../support/contract'
import { DevServer, expectServed } from '../support/dev-server'
import { type BuildResult, World } from '../support/world'

/** Loads tables. What it sees of the command is up to `more` and to the code of the hook. */
const tables = (name: string, type: string, code: string, more = ''): string => `
  { name: '${name}', ${more} load: { filter: { id: /\\.${type}$/ }, handler: ${code} } },`

const PLUGINS = `
  import { readFileSync } from 'node:fs'
  const table = (id, seen) => 'export default ' + JSON.stringify(readFileSync(id, 'utf8').trim().split(',')) + '\\n// ' + seen
  let mode
  const counts = []
  export const plugins = [
    ${tables('untold', 'one', 'id => table(id)')}
    ${tables('tried out', 'two', 'id => (process.env.COUNTS && counts.push(id), table(id))')}
    ${tables('asks', 'three', 'function (id) { return table(id, this.environment.config.command) }')}
    ${tables('is told', 'four', 'id => table(id, mode)', 'config(_config, env) { mode = env.mode },')}
    ${tables('hears', 'five', '(id, options) => table(id, options?.ssr)')}
  ]`
const ALL = ['untold', 'tried out', 'asks', 'is told', 'hears']
const OPTIONS = `{ plugins: { 'untold': true, 'asks': true, 'is told': true, 'hears': true } }`
const TYPES = ['one', 'two', 'three', 'four', 'five']

const FILES = {
  'package.json': '{ "name": "commands", "type": "module" }',
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'plugins.mjs': PLUGINS,
  'vite.config.mjs': `import { plugins } from './plugins.mjs'\nexport default { plugins: [plugins, cache(${OPTIONS})], build: { minify: false } }`,
  'vitest.config.mjs': `import { plugins } from './plugins.mjs'\nexport default { plugins: [plugins, cache(${OPTIONS})], test: { include: ['src/*.test.js'], reporters: ['./reporter.mjs'] } }`,
  'reporter.mjs': 'export default class { onTestCaseResult(test) { console.log(test.fullName, test.result().state) } }',
  ...Object.fromEntries(TYPES.map(type => [`src/data.${type}`, `${type},1,2`])),
  'src/all.js': `${TYPES.map(type => `import ${type} from './data.${type}'`).join('\n')}\nexport const all = [${TYPES.join()}]`,
  'src/main.js': `import { all } from './all.js'\nconsole.log(all)`,
  'src/all.test.js': `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { expect, it } from 'vitest'
    import { all } from './all.js'
    it('has all', () => {
      mkdirSync('dist', { recursive: true })
      writeFileSync('dist/all.json', JSON.stringify(all))
      expect(all.length).toBe(5)
    })`,
}

function hitsOf(result: Pick<BuildResult, 'report'>): Record<string, number> {
  return Object.fromEntries(ALL.map(name => [name, countsOf(result as BuildResult, name).hits]))
}

async function serve(world: World, cache = true): Promise<{ served: Awaited<ReturnType<DevServer['crawl']>>, report: BuildResult['report'] }> {
  const server = await DevServer.start(world, { cache })
  return { served: await server.crawl('/src/main.js'), report: await server.close() }
}

describe('a build, a dev server and tests of one project', () => {
  it('share what cannot tell them apart', async () => {
    const world = new World(FILES)
    const plain = await serve(world, false)
    await world.build()
    const { served, report } = await serve(world)
    expectServed(served, plain.served)
    // Only the build has found out that the second one keeps no state: the server has to do so itself.
    expect(hitsOf({ report })).toEqual({ 'untold': 1, 'tried out': 0, 'asks': 0, 'is told': 0, 'hears': 0 })

    const again = await serve(world)
    expectServed(again.served, plain.served)
    expect(hitsOf(again)).toEqual({ 'untold': 1, 'tried out': 1, 'asks': 1, 'is told': 1, 'hears': 1 })

    const tested = await expectRebuilt(world, { bundler: 'vitest' })
    expect(tested.printed).toContain('has all passed')
    expect(hitsOf(tested)).toEqual({ 'untold': 1, 'tried out': 1, 'asks': 0, 'is told': 0, 'hears': 0 })
  })

  it('all take a result back that one of them has reason to doubt', async () => {
    const world = new World(FILES)
    await world.build()
    expect(hitsOf(await world.build())['tried out']).toBe(1)
    await expectRebuilt(world, { bundler: 'vitest' })
    world.write('src/data.two', 'two,3')
    await expectRebuilt(world, { bundler: 'vitest', env: { COUNTS: '1' } })
    world.write('src/data.two', 'two,1,2')
    expect(hitsOf(await expectRebuilt(world))['tried out']).toBe(0)
  })
})
