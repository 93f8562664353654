import { describe, expect, it } from 'vitest'
import { shows } from '../../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../../support/contract'
import { expectHits, expectMisses, mentions } from '../../support/report'
import type { World } from '../../support/world'
import { type Bundler, EXTRACT, optionsOf, project } from './project'

const LOADERS = ['babel-loader', 'ts-loader', 'sass-loader', 'postcss-loader', '@mdx-js/loader', '@svgr/webpack', 'svelte-loader'] as const

function application(): World {
  return project({
    head: EXTRACT,
    rules: `[
      { test: /\\.jsx?$/, include: /src/, use: { loader: 'babel-loader', options: { sourceType: 'unambiguous' } } },
      { test: /\\.ts$/, use: { loader: 'ts-loader', options: { transpileOnly: true } } },
      { test: /\\.scss$/, use: [Extract.loader, 'css-loader', { loader: 'postcss-loader', options: { postcssOptions: { plugins: ['autoprefixer'] } } }, 'sass-loader'] },
      { test: /\\.svg$/, use: ['@svgr/webpack'] },
      { test: /\\.mdx$/, use: ['babel-loader', '@mdx-js/loader'] },
      { test: /\\.svelte$/, use: { loader: 'svelte-loader', options: { compilerOptions: { runes: true } } } },
    ]`,
    plugins: 'new Extract()',
    more: `externals: [/^react/, /^svelte/],`,
  }, {
    'babel.config.json': '{ "presets": ["@babel/preset-react"] }',
    '.browserslistrc': 'Chrome 40',
    'tsconfig.json': '{ "compilerOptions": { "sourceMap": true, "target": "es2022", "module": "esnext" } }',
    'src/index.js': `import './style.scss'\nimport { area } from './area.ts'\nimport Icon from './icon.svg'\nimport Text from './text.mdx'\nimport View from './View.svelte'\nimport { Title } from './title.jsx'\nconsole.log(area, Icon, Text, View, Title)`,
    'src/title.jsx': `export const Title = () => <h1>Title</h1>`,
    'src/area.ts': `enum Side { Width = 3, Height = 4 }\nexport const area: number = Side.Width * Side.Height`,
    'src/style.scss': `@use 'theme';\n.title { color: theme.$accent; user-select: none; background: url(./dot.png) }`,
    'src/_theme.scss': `$accent: #123456;`,
    'src/dot.png': 'not really a picture',
    'src/icon.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>`,
    'src/text.mdx': `# Text\n\n{1 + 1}`,
    'src/View.svelte': `<script>let count = $state(0)</script>\n<button onclick={() => count++}>{count}</button>\n<style>button { color: red }</style>`,
  })
}

/** Well-known loaders. */
export function families(bundler: Bundler): void {
  describe('well-known loaders', () => {
    it('give the same bytes, hit in the second build and elsewhere, and see an edit', async () => {
      const world = application()
      const { warm, elsewhere } = await expectSameBytes(world, optionsOf(bundler), { repeats: true })
      expectHits(warm, ...LOADERS)
      expectHits(elsewhere, ...LOADERS)
      world.edit('src/title.jsx', 'Title</h1>', 'Headline</h1>')
      world.edit('src/_theme.scss', '#123456', '#654321')
      const edited = await expectRebuilt(world, optionsOf(bundler))
      expectMisses(edited, 'babel-loader', 1)
      expectHits(edited, 'ts-loader', '@svgr/webpack', 'svelte-loader', '@mdx-js/loader')
      expect(mentions(edited, '#654321') && mentions(edited, 'Headline')).toBe(true)
      shows(bundler, 'loaders', 'maps', 'elsewhere')
    })
  })
}
