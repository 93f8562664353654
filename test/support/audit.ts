import process from 'node:process'
import { expect } from 'vitest'
import type { Audit } from '../../src/cli/audit/print'
import { CLI, type Exit, RUN_BUILD, runNode } from './processes'
import type { World } from './world'

/** Plugins of many kinds, made for one project after the other. */
const PLUGINS = `
  import { readFileSync, writeFileSync } from 'node:fs'
  // Looks guilty and is not: nobody asks how often.
  let shouts = 0
  export const shout = (mark = '!') => ({ name: 'shout', transform: (code, id) => id.includes('/src/') ? (shouts++, { code: code.replaceAll('hello', 'HELLO' + mark), map: null }) : undefined })
  export const banner = () => ({ name: 'banner', renderChunk: code => ({ code: '/* banner */' + code, map: null }) })
  export const data = () => ({ name: 'data', load: id => id.endsWith('text.js') ? 'export default ' + JSON.stringify(readFileSync(id, 'utf8')) : undefined })
  // Emits what its steps have seen.
  const seen = []
  export const list = () => ({
    name: 'list',
    transform(code, id) { if (id.includes('/src/')) { seen.push(id.split('/').at(-1)); return { code, map: null } } },
    generateBundle() { this.emitFile({ type: 'asset', fileName: 'list.json', source: JSON.stringify(seen.sort()) }) },
  })
  export const tally = (name, steps = 0) => ({
    name,
    transform(code) { steps++; return { code, map: null } },
    generateBundle() { this.emitFile({ type: 'asset', fileName: name + (steps > 0 ? '.txt' : '-nothing.txt'), source: String(steps) }) },
  })
  export const emit = (fileName, source) => ({ name: 'emit', generateBundle() { this.emitFile({ type: 'asset', fileName, source: source() }) } })`

/** A project whose configuration is this list of plugins besides the cache. */
export function auditable(plugins: string, cache = 'cache()'): Record<string, string> {
  return {
    'package.json': '{ "name": "app", "type": "module" }',
    'plugins.js': PLUGINS,
    'rollup.config.mjs': `
      import { banner, data, emit, list, shout, tally } from './plugins.js'
      export default { input: 'src/main.js', plugins: [${cache}, ${plugins}], output: { dir: 'dist', sourcemap: true } }`,
    'src/main.js': `import a from './a.js'\nimport text from './text.js'\nconsole.log('hello main', a, text)`,
    'src/a.js': `export default 'hello a'`,
    'src/text.js': "export default 'hello data'",
  }
}

/** Audits the build of a project. */
export function runAudit(world: World, args: string[] = [], env: Record<string, string> = {}, command: string[] = [process.execPath, RUN_BUILD, 'rollup', 'true']): Promise<Exit> {
  return runNode([CLI, 'audit', ...args, '--', ...command], { cwd: world.dir, env })
}

/** The same as data. */
export async function auditOf(world: World, code: number, args: string[] = [], env: Record<string, string> = {}, bundler = 'rollup'): Promise<Audit> {
  const exit = await runAudit(world, ['--json', ...args], env, [process.execPath, RUN_BUILD, bundler, 'true'])
  expect(exit.code, exit.stderr).toBe(code)
  return JSON.parse(exit.stdout) as Audit
}

/** What an audit says of each plugin. */
export function verdicts({ plugins }: Audit): Record<string, string> {
  return Object.fromEntries(plugins.map(({ plugin, verdict, reason }) => [plugin, reason ? `${verdict}: ${reason}` : verdict]))
}
