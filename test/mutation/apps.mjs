/**
 * The apps, as the mutations see them: a playground app, or its sources with a configuration for another bundler.
 * `files` is a folder of `test/mutation/files` that is laid over the playground, `copies` are folders of other
 * playgrounds, and `imports` is added to the entry. Where a playground is built with its own configuration, `plugin`
 * names the call in it that gets its options from another file. `options`, `flags`, `configs` and `packages` are what
 * may change: `packages` has, for a package, a file with a text and what takes its place.
 */
const COMPILER = { 'babel-plugin-react-compiler': ['dist/index.js', '"react/compiler-runtime"', '"react/compiler-runtime"/*patched*/'] }
const BABEL_CONFIGS = {
  '.babelrc.json': ['{ "comments": false }', '{ "comments": true }', '{ "compact": true }'],
  'babel.config.json': ['{ "assumptions": { "setPublicClassFields": true } }', '{}'],
}
const VITE_FLAGS = { mode: ['production', 'development', 'staging'], base: ['/', '/app/', './'], target: ['es2020', 'esnext'], minify: [false, 'oxc'], sourcemap: [true, false, 'inline'] }

const LIBRARY = {
  playground: 'rollup-library',
  entry: 'src/index.ts',
  plugin: [`{ targets: 'node 14' }`, 'options'],
  options: [{ targets: 'node 14' }, { targets: 'node 20' }, { targets: 'ie 11' }],
  configs: BABEL_CONFIGS,
  packages: { '@babel/preset-typescript': ['lib/index.js', 'allExtensions', 'allExtensions/* patched */'] },
}

/** React with its compiler, Sass and MDX, all by loaders. */
const LOADERS = {
  playground: 'react-compiler',
  files: 'loaders',
  copies: { 'src/styles': 'vue-sass/src/styles', 'src/assets': 'vue-sass/src/assets' },
  entry: 'src/main.tsx',
  imports: ['./styles/main.scss', './about.mdx'],
  options: [{}, { compilationMode: 'annotation' }, { compilationMode: 'all' }],
  flags: { mode: ['production', 'development'], devtool: ['source-map', 'inline-source-map', 'cheap-module-source-map', false], minimize: [true, false], target: ['web', 'node'] },
  configs: BABEL_CONFIGS,
  packages: { ...COMPILER, 'sass-loader': ['dist/index.js', 'result.css.toString(), map', 'result.css.toString() + "/* patched */", map'], 'babel-loader': ['lib/index.js', 'return [code, map', 'return [code + "/* patched */", map'] },
}

export const APPS = {
  'vue-sass': {
    tool: 'vite',
    playground: 'vue-sass',
    entry: 'src/main.ts',
    plugin: ['vue()', 'vue(options)'],
    options: [{}, { template: { compilerOptions: { whitespace: 'preserve' } } }, { template: { compilerOptions: { comments: true } } }, { features: { optionsAPI: false } }],
    flags: VITE_FLAGS,
    packages: { '@vitejs/plugin-vue': ['dist/index.mjs', '_sfc_main', '_sfc_inner'] },
  },
  'svelte': {
    tool: 'vite',
    playground: 'svelte',
    entry: 'src/main.ts',
    plugin: ['svelte()', 'svelte(options)'],
    options: [{}, { compilerOptions: { preserveComments: true } }, { compilerOptions: { preserveWhitespace: true } }, { emitCss: false }],
    flags: VITE_FLAGS,
    configs: {
      'svelte.config.js': [
        `import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'\nexport default { preprocess: vitePreprocess({ script: true }) }`,
        `import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'\nexport default { preprocess: vitePreprocess({ script: true }), compilerOptions: { preserveWhitespace: true } }`,
      ],
    },
    packages: { svelte: ['src/compiler/phases/3-transform/client/transform-client.js', `'$$props'`, `'$$given'`] },
  },
  'react-compiler': {
    tool: 'vite',
    playground: 'react-compiler',
    entry: 'src/main.tsx',
    plugin: ['reactCompilerPreset()', 'reactCompilerPreset(options)'],
    options: [{}, { compilationMode: 'annotation' }, { compilationMode: 'all' }],
    flags: VITE_FLAGS,
    packages: COMPILER,
  },
  'react-vite7': {
    tool: 'vite',
    playground: 'react-vite7',
    entry: 'src/main.tsx',
    plugin: [`['babel-plugin-react-compiler']`, `[['babel-plugin-react-compiler', options]]`],
    options: [{}, { compilationMode: 'annotation' }],
    flags: { ...VITE_FLAGS, minify: [false, 'esbuild'] },
    packages: COMPILER,
  },
  'rollup-library': { ...LIBRARY, tool: 'rollup' },
  'rolldown-library': { ...LIBRARY, tool: 'rolldown' },
  'webpack': { ...LOADERS, tool: 'webpack' },
  'rspack': { ...LOADERS, tool: 'rspack' },
  'rsbuild': { ...LOADERS, tool: 'rsbuild', flags: { mode: ['production', 'development'], sourcemap: [true, false], minimize: [true, false], target: ['web', 'node'] } },
  'esbuild': {
    tool: 'esbuild',
    playground: 'svelte',
    files: 'esbuild',
    copies: { 'src/styles': 'vue-sass/src/styles', 'src/assets': 'vue-sass/src/assets' },
    entry: 'src/main.ts',
    imports: ['./styles/main.scss', './about.mdx'],
    options: [{}, { compilerOptions: { preserveComments: true } }, { compilerOptions: { preserveWhitespace: true } }, { compilerOptions: { css: 'injected' } }],
    flags: { sourcemap: [true, 'inline', 'external', false], minify: [true, false], target: ['es2020', 'esnext'], format: ['esm', 'cjs'] },
    packages: { 'svelte': ['src/compiler/phases/3-transform/client/transform-client.js', `'$$props'`, `'$$given'`], '@mdx-js/esbuild': ['lib/index.js', 'String(file.value) +', 'String(file.value) + "/* patched */" +'] },
  },
  'vitest': {
    tool: 'vitest',
    playground: 'vue-sass',
    files: 'vitest',
    entry: 'src/seen.test.js',
    options: [{}, { template: { compilerOptions: { whitespace: 'preserve' } } }, { template: { compilerOptions: { comments: true } } }, { features: { optionsAPI: false } }],
    flags: { mode: ['test', 'production', 'staging'] },
    packages: { '@vitejs/plugin-vue': ['dist/index.mjs', '_sfc_main', '_sfc_inner'] },
  },
}

/** Configuration that tools look up and that any app may have. */
export const COMMON_CONFIGS = {
  '.browserslistrc': ['chrome 80', 'last 1 chrome version', 'ie 11'],
  'postcss.config.mjs': [`import nested from 'postcss-nested'\nexport default { plugins: [nested()] }`, `import autoprefixer from 'autoprefixer'\nexport default { plugins: [autoprefixer({ overrideBrowserslist: ['chrome 20'] })] }`],
  '.env': ['VITE_NAME=one', 'VITE_NAME=two'],
  '.env.local': ['VITE_NAME=local'],
  'tsconfig.json': ['{ "compilerOptions": { "strict": true, "jsx": "react-jsx", "verbatimModuleSyntax": true } }', '{ "extends": "./tsconfig.base.json" }'],
  'tsconfig.base.json': ['{ "compilerOptions": { "jsx": "react-jsx", "experimentalDecorators": true } }', '{ "compilerOptions": { "jsx": "preserve", "useDefineForClassFields": false } }'],
  'secret.txt': ['alpha', 'beta'],
  'maybe.json': ['{}', '{"on":1}'],
  'icons/one.svg': ['<svg/>'],
  'icons/two.svg': ['<svg/>'],
}
