import { expect } from 'vitest'
import { expectEqual } from './contract'
import type { BuildOptions, BuildResult, World } from './world'

/** A plugin that is memoized because the options say so, and one that tests can make misbehave. */
const PLUGINS = `
  import { existsSync, readFileSync, rmSync } from 'node:fs'
  const upper = {
    name: 'upper',
    transform(code, id) {
      if (code.includes('THROW'))
        throw new Error('cannot transform this')
      return { code: code.replaceAll('lower', 'UPPER') + '//' + id.split('/').at(-1), map: null }
    },
  }
  // Does what the file of this name in the project says, at that moment of the build.
  const at = async (moment) => existsSync(moment) ? (0, eval)(readFileSync(moment, 'utf8'))({ rmSync }) : undefined
  const trouble = {
    name: 'trouble',
    buildStart: () => at('at-start'),
    transform: (code, id) => id.endsWith('late.js') ? at('at-late') : undefined,
    buildEnd: () => at('at-end'),
  }
  const plugins = [cache({ plugins: { upper: true, trouble: false } }), upper, trouble]`

const SOURCES = {
  'package.json': '{ "name": "app", "type": "module" }',
  'src/main.js': `import a from './a.js'\nimport b from './b.js'\nimport late from './late.js'\nconsole.log('main lower', a, b, late)`,
  'src/a.js': `export default 'a lower'`,
  'src/b.js': `export default 'b lower'`,
  'src/late.js': `export default 'late lower'`,
}

/** A project for Rollup. */
export const ROLLUP_PROJECT: Record<string, string> = {
  ...SOURCES,
  'rollup.config.mjs': `${PLUGINS}
  export default { input: 'src/main.js', plugins, output: { dir: process.argv[4] ?? 'dist', sourcemap: true } }`,
}

/** The same for Vite. */
export const VITE_PROJECT: Record<string, string> = {
  ...SOURCES,
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'src/style.css': 'b { color: red }',
  'src/main.js': `${SOURCES['src/main.js']}\nimport './style.css'`,
  'vite.config.mjs': `${PLUGINS}
  export default { plugins, build: { minify: false } }`,
}

/** What we have to say besides the summary. */
export function warningsOf({ ours }: BuildResult): string[] {
  return ours.filter(line => !/\d+ of \d+ steps from cache|\] not cached: /.test(line))
}

/**
 * Builds with the cache, which must give what a build without it gives, and not more than one warning. A build
 * without it that is known already need not run again.
 */
export async function expectHarmless(world: World, options: Omit<BuildOptions, 'cache'>, warning?: RegExp, known?: BuildResult): Promise<BuildResult> {
  const plain = known ?? await world.build({ ...options, cache: false })
  const built = await world.build(options)
  expectEqual(built, plain)
  expect(warningsOf(built)).toEqual(warning ? [expect.stringMatching(warning)] : [])
  return built
}

export function hitsOf({ report }: BuildResult): number {
  return report?.totals.hits ?? 0
}

/** The manifest of a project in its cache folder. */
export const MANIFEST = 'manifest-v1/app.json'
