import type { DeclaredRule } from '../../../src/index'
import { type BuildOptions, World } from '../../support/world'

/** A bundler, and how its projects are configured. */
export interface Door {
  bundler: 'vite' | 'vite7' | 'rollup' | 'rolldown' | 'vitest'
  /** The configuration whose list of plugins is this code; `head` is code in front of it. */
  config: (plugins: string, head: string) => Record<string, string>
  /** Of `./thing`, a file that wins over `thing.js` where both are there. */
  winner: string
}

export const SOURCES = {
  'package.json': '{ "name": "bundle", "type": "module" }',
  'src/main.js': `import { a } from './a.js'\nimport { b } from './b.js'\nexport const main = [a, b]`,
  'src/a.js': `export const a = 'a'`,
  'src/b.js': `export const b = 'b'`,
}

/** The options that the tests have in common. */
export const optionsOf = (door: Door): BuildOptions => ({ bundler: door.bundler })

/**
 * A project with plugins of its own: `plugin.mjs` has the given code, which exports `plugins`. All that are named are
 * memoized, in the way that the rule says.
 */
export function project(door: Door, code: string, names: readonly string[], files: Record<string, string> = {}, rule: true | DeclaredRule = true): World {
  const declared = JSON.stringify(Object.fromEntries(names.map(name => [name, rule])))
  return new World({
    ...SOURCES,
    ...door.config(`[cache({ plugins: ${declared} }), plugins]`, `import { plugins } from './plugin.mjs'`),
    'plugin.mjs': code,
    ...files,
  })
}
