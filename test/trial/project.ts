import { expectEqual } from '../support/contract'
import { CHAIN } from '../support/mine'
import { type BuildOptions, type BuildResult, World } from '../support/world'

export const BUNDLER = { bundler: 'rollup' } as const
export const HOME = 'plugins/node_modules'

/** A project for Rollup with plugins from packages, by name; each is called with the same options. */
function projectWith(plugins: readonly string[], packages: Record<string, string>): World {
  const manifests = plugins.map(name => [`${HOME}/${name}/package.json`, manifestOf(name)])
  const files = Object.entries(packages).map(([path, content]) => [`${HOME}/${path}`, content])
  return new World({
    ...CHAIN,
    'rollup.config.mjs': `
      ${plugins.map((name, index) => `import p${index} from './${HOME}/${name}/index.js'`).join('\n')}
      const options = { word: 'log' }
      export default { input: 'src/main.js', plugins: [cache(), ${plugins.map((_name, index) => `p${index}(options)`).join(', ')}], output: { dir: 'dist' } }`,
    ...Object.fromEntries([...manifests, ...files]) as Record<string, string>,
  })
}

export function projectWithPackage(packages: Record<string, string>): World {
  return projectWith(['plugin-x'], packages)
}

export function manifestOf(name: string, more: object = {}): string {
  return JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js', ...more })
}

/** One project with a plugin for each of these, and the plugins' names by what they are about. */
export function projectWithAll(shapes: Record<string, Shape>): { world: World, names: Map<string, string> } {
  const entries = Object.entries(shapes).map(([title, shape], index): [string, Shape, string] => [title, shape, `plugin-${String.fromCharCode(97 + index)}`])
  const packages = entries.flatMap(([, shape, name]) =>
    Object.entries({ 'plugin-x/index.js': pluginWith(shape, name), ...shape.files }).map(([path, content]) => [path.replace('plugin-x', name), content.replaceAll('plugin-x', name)]))
  return {
    world: projectWith(entries.map(([, , name]) => name), Object.fromEntries(packages) as Record<string, string>),
    names: new Map(entries.map(([title, , name]) => [title, name])),
  }
}

/**
 * A plugin whose `transform` makes notes, and that emits them at the end, so that each step that was wrongly skipped is
 * missing from the output. Notes are made and read by these expressions; `imports` are lines at the top of its file.
 */
export function pluginWith({ imports = '', perPlugin = '', note, all }: Shape, name = 'x'): string {
  return `${imports}
    export default function x({ word }) {
      ${perPlugin}
      return {
        name: '${name}',
        transform(code, id) {
          ${note}
          return { code: code.replaceAll(word, 'info'), map: null }
        },
        async generateBundle() {
          this.emitFile({ type: 'asset', fileName: '${name}.txt', source: String(${all}) })
        },
      }
    }`
}

export interface Shape {
  imports?: string
  perPlugin?: string
  note: string
  all: string
  files?: Record<string, string>
}

/** Builds without the cache and a few times with it; all give the same. */
export async function build(world: World, times: number, options: BuildOptions = BUNDLER): Promise<BuildResult[]> {
  const plain = await world.build({ ...options, cache: false })
  const builds: BuildResult[] = []
  for (let count = 0; count < times; count++) {
    builds.push(await world.build(options))
    expectEqual(builds[count]!, plain)
  }
  return builds
}
