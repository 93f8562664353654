import { EXTRACT, project } from '../loaders/project'
import type { World } from '../../support/world'

const IMPORTS = `${EXTRACT}\nimport Terser from 'terser-webpack-plugin'\nimport Css from 'css-minimizer-webpack-plugin'`
export const BOTH: readonly string[] = ['terser-webpack-plugin', 'css-minimizer-webpack-plugin']

/** A page with a chunk that is loaded later, comments to extract, styles, and JavaScript that is an asset. */
export function page(minimizer = '[new Terser(), new Css()]', more = '', cache = '{}'): World {
  return project({
    head: IMPORTS,
    rules: `[{ test: /\\.css$/, use: [Extract.loader, 'css-loader'] }, { test: /\\.txt$/, type: 'asset/resource', generator: { filename: 'plain.mjs' } }]`,
    plugins: 'new Extract()',
    cache,
    more: `optimization: { ${minimizer === '' ? '' : `minimizer: ${minimizer}`} }, ${more}`,
  }, {
    'src/index.js': `import './style.css'\nimport url from './plain.txt'\nexport const load = () => import('./lazy.js')\n/*! first license */\nconsole.log(url, [1, 2].map(number => { const unused = 1; return number * 2 }))`,
    'src/lazy.js': `/*! second license */\nexport function greet(name) { console.log('hello ' + name); return name.length > 0 ? true : false }`,
    'src/plain.txt': 'export const plain = (first, second) => first ? true : false',
    'src/style.css': `p { color: rgba(255, 255, 255, 0.5); margin: 0px 0px 0px 0px }`,
  })
}

export const WEBPACK: { readonly bundler: 'webpack' } = { bundler: 'webpack' }

/** Code of a configuration in which no name and no target tells an asset apart. */
export const PLAIN = `target: 'web', output: { path: import.meta.dirname + '/dist', filename: '[name].js' },`
