import { World } from './world'

/** A chain of three modules. */
export const CHAIN: Record<string, string> = {
  'package.json': '{ "name": "app", "type": "module" }',
  'src/main.js': `import './a.js'\nconsole.log('main')`,
  'src/a.js': `import './b.js'\nconsole.log('a')`,
  'src/b.js': `console.log('b')`,
}

/** A project for Rollup with a plugin `mine` in its configuration, which is memoized by this rule. */
export function projectWith(plugin: string, files: Record<string, string> = {}, rule = 'true'): World {
  return new World({
    ...CHAIN,
    'rollup.config.mjs': `
      import fs from 'node:fs'
      import { pathToFileURL } from 'node:url'
      ${plugin}
      export default { input: 'src/main.js', plugins: [cache({ plugins: { mine: ${rule} } }), mine], output: { dir: 'dist' } }`,
    ...files,
  })
}
