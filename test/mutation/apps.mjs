/**
 * The playground apps, as the mutations see them. `plugin` and `call` name the plugin call in the configuration that
 * gets its options from another file; `options` are values that these options may have.
 */
export const APPS = {
  'vue-sass': {
    tool: 'vite',
    entry: 'src/main.ts',
    plugin: ['vue()', 'vue(options)'],
    options: [{}, { template: { compilerOptions: { whitespace: 'preserve' } } }, { template: { compilerOptions: { comments: true } } }, { features: { optionsAPI: false } }],
    packages: { '@vitejs/plugin-vue': ['dist/index.mjs', '_sfc_main', '_sfc_inner'] },
  },
  'svelte': {
    tool: 'vite',
    entry: 'src/main.ts',
    plugin: ['svelte()', 'svelte(options)'],
    options: [{}, { compilerOptions: { preserveComments: true } }, { compilerOptions: { preserveWhitespace: true } }, { emitCss: false }],
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
    entry: 'src/main.tsx',
    plugin: ['reactCompilerPreset()', 'reactCompilerPreset(options)'],
    options: [{}, { compilationMode: 'annotation' }, { compilationMode: 'all' }],
    packages: { 'babel-plugin-react-compiler': ['dist/index.js', '"react/compiler-runtime"', '"react/compiler-runtime"/*patched*/'] },
  },
  'react-vite7': {
    tool: 'vite',
    entry: 'src/main.tsx',
    plugin: [`['babel-plugin-react-compiler']`, `[['babel-plugin-react-compiler', options]]`],
    options: [{}, { compilationMode: 'annotation' }],
    packages: { 'babel-plugin-react-compiler': ['dist/index.js', '"react/compiler-runtime"', '"react/compiler-runtime"/*patched*/'] },
  },
  'rollup-library': {
    tool: 'rollup',
    entry: 'src/index.ts',
    plugin: [`{ targets: 'node 14' }`, 'options'],
    options: [{ targets: 'node 14' }, { targets: 'node 20' }, { targets: 'ie 11' }],
    configs: {
      '.babelrc.json': ['{ "comments": false }', '{ "comments": true }', '{ "compact": true }'],
      'babel.config.json': ['{ "assumptions": { "setPublicClassFields": true } }', '{}'],
    },
    packages: { '@babel/preset-typescript': ['lib/index.js', 'allExtensions', 'allExtensions/* patched */'] },
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
