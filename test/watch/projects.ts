import type { Bundler } from '../capabilities/rows'
import { EXTRACT, PORTABLE } from '../bundlers/loaders/project'

/** A module, a style sheet with a partial, and files that a plugin of the project asks for, of which it declares one. */
const SOURCES = {
  'package.json': '{ "name": "watched", "type": "module" }',
  'ask.mjs': `
    import { existsSync, readFileSync, readdirSync } from 'node:fs'
    import { join } from 'node:path'
    const at = file => join(import.meta.dirname, 'src', file)
    const read = file => readFileSync(at(file), 'utf8')
    export const declared = at('declared.txt')
    export const ask = () => JSON.stringify([read('declared.txt'), read('secret.txt'), readdirSync(at('list')).sort(), existsSync(at('wanted.txt')) ? read('wanted.txt') : 'nothing'])`,
  'src/main.js': `import './style.scss'\nimport { size } from './size.js'\nexport const all = [size, "?"]\nglobalThis.all = all`,
  'src/size.js': `export const size = 'first size'`,
  'src/style.scss': `@use 'theme';\np { color: theme.$color }`,
  'src/_theme.scss': '$color: #123456;',
  'src/declared.txt': 'first declaration',
  'src/secret.txt': 'first secret',
  'src/list/one.txt': '',
}

const PLUGINS = `
  import { fileURLToPath } from 'node:url'
  import { compile } from 'sass'
  import { ask, declared } from './ask.mjs'
  const asking = { name: 'asking', transform(code, id) {
    if (!id.endsWith('main.js'))
      return
    this.addWatchFile(declared)
    return { code: code.replace('"?"', ask()), map: null }
  } }
  const scss = { name: 'scss', transform(code, id) {
    if (!id.endsWith('.scss'))
      return
    const { css, loadedUrls } = compile(id)
    for (const url of loadedUrls)
      this.addWatchFile(fileURLToPath(url))
    return { code: 'globalThis.css = ' + JSON.stringify(css), map: { mappings: '' }, moduleType: 'js', moduleSideEffects: true }
  } }`

const ROLLUP = {
  'rollup.config.mjs': `${PLUGINS}
    import esbuild from 'rollup-plugin-esbuild'
    export default { input: 'src/main.js', plugins: [cache({ plugins: { asking: true, scss: true } }), asking, scss, esbuild({ target: 'es2022' })], output: { dir: 'dist', sourcemap: true } }`,
}
const VITE = {
  'vite.config.mjs': `${PLUGINS}
    export default {
      plugins: [cache({ plugins: { asking: true } }), asking],
      build: { sourcemap: true, minify: false, cssMinify: false, rollupOptions: { input: 'src/main.js', preserveEntrySignatures: 'strict' } },
    }`,
}
const VITEST = {
  'vitest.config.mjs': `${PLUGINS}
    export default {
      plugins: [cache({ plugins: { asking: true } }), asking],
      test: { include: ['src/*.test.js'], css: true, reporters: ['./reporter.mjs'] },
    }`,
  'reporter.mjs': `export default class {}`,
  'src/seen.test.js': `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { it } from 'vitest'
    import { all } from './main.js'
    import css from './style.scss?inline'
    it('shows all', () => {
      const output = process.env.OUT_DIR ?? 'dist'
      mkdirSync(output, { recursive: true })
      writeFileSync(output + '/seen.txt', JSON.stringify(all) + css)
    })`,
}
const RULES = `[{ test: /main\\.js$/, use: './asking.mjs' }, { test: /\\.scss$/, use: [Extract.loader, 'css-loader', 'sass-loader'] }]`
const LOADER = {
  'asking.mjs': `
    import { ask, declared } from './ask.mjs'
    export default function (code, map) {
      this.addDependency(declared)
      this.callback(null, code.replace('"?"', ask()), map)
    }`,
}
const WEBPACK = {
  ...LOADER,
  'webpack.config.mjs': `
    import { createRequire } from 'node:module'
    const require = createRequire(import.meta.url)
    ${EXTRACT}
    import Terser from 'terser-webpack-plugin'
    export default {
      mode: 'production',
      devtool: 'source-map',
      optimization: { minimizer: [new Terser()] },
      context: import.meta.dirname,
      entry: './src/main.js',
      output: { path: import.meta.dirname + '/dist' },
      module: { rules: ${RULES} },
      plugins: [cache({ plugins: { asking: ${PORTABLE} } }), new Extract()].filter(Boolean),
    }`,
}
const RSBUILD = {
  ...LOADER,
  'rsbuild.config.mjs': `
    export default {
      source: { entry: { index: './src/main.js' } },
      output: { sourceMap: true, minify: false, filenameHash: false },
      plugins: [cache({ plugins: { asking: ${PORTABLE} } })].filter(Boolean),
      tools: { rspack: { module: { rules: [{ test: /main\\.js$/, use: './asking.mjs' }, { test: /\\.scss$/, type: 'css/auto', use: 'sass-loader' }] } } },
    }`,
}
const ESBUILD = {
  'esbuild.config.mjs': `
    import { readFileSync } from 'node:fs'
    import { dirname } from 'node:path'
    import { fileURLToPath } from 'node:url'
    import { compile } from 'sass'
    import { ask, declared } from './ask.mjs'
    const asking = { name: 'asking', setup(build) {
      build.onLoad({ filter: /main\\.js$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8').replace('"?"', ask()), resolveDir: dirname(path), watchFiles: [declared] }))
    } }
    const scss = { name: 'scss', setup(build) {
      build.onLoad({ filter: /\\.scss$/ }, ({ path }) => {
        try {
          const { css, loadedUrls } = compile(path)
          return { contents: css, loader: 'css', watchFiles: loadedUrls.map(url => fileURLToPath(url)) }
        }
        catch ({ message }) { return { errors: [{ text: message }], watchFiles: [path, 'src/_theme.scss'] } }
      })
    } }
    export default {
      entryPoints: ['src/main.js'], bundle: true, format: 'esm', sourcemap: true,
      plugins: [cache({ plugins: { asking: true, scss: true } }), asking, scss],
    }`,
}

const CONFIGS: Record<Bundler, Record<string, string>> = {
  vite: VITE, vite7: VITE, rollup: ROLLUP, rolldown: ROLLUP, webpack: WEBPACK, rspack: WEBPACK, rsbuild: RSBUILD, esbuild: ESBUILD, vitest: VITEST,
}

/** The same project for each of them. */
export const filesFor = (bundler: Bundler): Record<string, string> => ({ ...SOURCES, ...CONFIGS[bundler] })
