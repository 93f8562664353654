import { describe, expect, it } from 'vitest'
import { Child, pause, poll } from '../support/child'
import { World, readTree } from '../support/world'

const BABEL = `{ test: /\\.jsx$/, use: { loader: 'babel-loader', options: { presets: ['@babel/preset-react'] } } }`
const FILES = {
  'package.json': '{ "name": "lazy", "type": "module" }',
  'webpack.config.mjs': `export default {
    mode: 'development', devtool: false, context: import.meta.dirname, entry: './src/index.jsx', externals: [/^react/],
    output: { path: import.meta.dirname + '/dist', clean: true },
    module: { rules: [${BABEL}] },
    plugins: [globalThis.cache()].filter(Boolean),
  }`,
  'rsbuild.config.mjs': `export default {
    source: { entry: { index: './src/index.jsx' } },
    output: { externals: [/^react/], filenameHash: false },
    tools: { rspack: { module: { rules: [${BABEL}] } } },
    plugins: [globalThis.cache()].filter(Boolean),
  }`,
  'src/index.jsx': 'console.log(<p>at once</p>, import("./lazy.jsx"))',
  'src/lazy.jsx': 'export default <p>when somebody asks</p>',
}

/** Of the whole build, which knows the port. */
const HASH_RE = /\b[\da-f]{16}\b/g

interface Visit {
  /** Output before and after somebody has asked for all modules. */
  before: Record<string, string>
  after: Record<string, string>
  hits: number
  steps: number
}

/** Watches a project and asks for what has not been compiled. */
async function visit(world: World, bundler: string, cache: boolean): Promise<Visit> {
  const child = new Child('run-lazy.mjs', [bundler, String(cache)], world.dir, { UNPLUGIN_CACHE_DIR: world.cacheDir })
  const has = (text: string): boolean => Object.entries(readTree(world.path('dist'))).some(([name, code]) => name.endsWith('.js') && code.includes(text))
  await child.hear(['built', 'failed'])
  await poll(() => has('at once'), () => child.printed)
  const before = await written(world)
  expect(has('when somebody asks')).toBe(false)
  child.tell('ask')
  const { port, ...asked } = await child.hear(['asked'])
  expect(asked).toMatchObject({ modules: 1, status: 200 })
  await poll(() => has('when somebody asks'), () => child.printed)
  const after = await written(world)
  // The report comes last.
  await poll(() => !cache || countsIn(child.printed).steps >= 2, () => child.printed)
  // All is written by now. To be closed in the middle of one more build is more than Rspack can do.
  child.signal('SIGKILL')
  await child.ended()
  const mask = (files: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(files).map(([name, code]) => [name, code.replaceAll(String(port), '<port>').replaceAll(HASH_RE, '<hash>')]))
  return { before: mask(before), after: mask(after), ...countsIn(child.printed) }
}

/** The output, when nothing is being written any more. */
async function written(world: World): Promise<Record<string, string>> {
  let files: Record<string, string> = {}
  for (let previous = ''; previous !== JSON.stringify(files); await pause(200)) {
    previous = JSON.stringify(files)
    files = readTree(world.path('dist'))
  }
  return files
}

/** Of all builds. */
function countsIn(printed: string): { hits: number, steps: number } {
  const counts = [...printed.matchAll(/(\d+) of (\d+) steps from cache/g)]
  const sum = (group: number): number => counts.reduce((total, match) => total + Number(match[group]), 0)
  return { hits: sum(1), steps: sum(2) }
}

describe.each(['webpack', 'rspack', 'rsbuild'])('lazy compilation in %s', (bundler) => {
  it('gives the same modules at once and when somebody asks for one, which hits', async () => {
    const world = new World(FILES)
    const without = await visit(world, bundler, false)
    const cold = await visit(world, bundler, true)
    const warm = await visit(world, bundler, true)
    for (const visited of [cold, warm]) {
      expect(visited.before).toEqual(without.before)
      expect(visited.after).toEqual(without.after)
    }
    // Each is compiled once, but for a first one that is compiled again because its file has just been written.
    expect(cold.steps - cold.hits).toBe(2)
    expect(warm.hits).toBe(warm.steps)
  })
})
