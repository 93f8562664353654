import { type BuildOptions, World } from '../../support/world'

export type Bundler = 'webpack' | 'rspack' | 'rsbuild'

/** The options that the tests have in common. */
export const optionsOf = (bundler: Bundler): BuildOptions => ({ bundler })

/** Code of a rule for a loader of the project that depends on where it is in no way that cannot be seen. */
export const PORTABLE = `{ hooks: ['transform'], portable: true }`

/** Whoever calls a loader stands below it in the stack of an error, and that is another one with the cache. */
export const STACKS: { varies: RegExp } = { varies: /(?:^[ │]*at [^\n]*\n?)+/gm }

/** How a project of webpack or Rspack is configured. */
export interface LoaderProject {
  /** Code of the list of rules. */
  rules: string
  /** Code of the list of plugins besides the cache. */
  plugins?: string
  /** Code of options for the cache. */
  cache?: string
  /** Code of more members of the configuration. */
  more?: string
  /** Code in front of the configuration. */
  head?: string
}

/** The configuration of webpack for Rsbuild, whose own rules are native. */
const RSBUILD = `import config from './webpack.config.mjs'
export default {
  mode: config.mode,
  source: { entry: { index: config.entry } },
  output: { sourceMap: true, minify: false },
  plugins: config.plugins.filter(plugin => plugin.setup),
  tools: {
    rspack(own) {
      own.module = { ...own.module, ...config.module }
      own.externals = config.externals
      own.plugins.push(...config.plugins.filter(plugin => plugin.apply))
    },
  },
}
`

/** A project with the given files, whose configuration is the same for all bundlers. */
export function project({ rules, plugins = '', cache = '{}', more = '', head = '' }: LoaderProject, files: Record<string, string>): World {
  return new World({
    'package.json': '{ "name": "loaded", "type": "module" }',
    'webpack.config.mjs': `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
${head}
export default {
  mode: 'production',
  devtool: 'source-map',
  optimization: { minimize: false },
  context: import.meta.dirname,
  entry: './src/index.js',
  output: { path: import.meta.dirname + '/dist', filename: '[name].[contenthash].js' },
  module: { rules: ${rules} },
  plugins: [globalThis.cache(${cache}), ${plugins}].filter(Boolean),
  ${more}
}
`,
    'rsbuild.config.mjs': RSBUILD,
    ...files,
  })
}

/** Code that gives each bundler its own plugin for style sheets. */
export const EXTRACT = `const Extract = globalThis.bundler !== 'webpack' ? (await import('@rspack/core')).CssExtractRspackPlugin : (await import('mini-css-extract-plugin')).default`
