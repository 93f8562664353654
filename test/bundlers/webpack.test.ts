import { describe, expect, it } from 'vitest'
import { expectSameBytes } from '../support/contract'
import { expectHits } from '../support/report'
import { project } from './loaders/project'

describe('webpack', () => {
  it('babel', async () => {
    const world = project({ rules: `[{ test: /\\.jsx?$/, use: { loader: 'babel-loader', options: { presets: ['@babel/preset-react'] } } }, { test: /\\.scss$/, use: [{loader: MiniCss.loader}, 'css-loader', {loader:'postcss-loader', options: {postcssOptions:{plugins:['autoprefixer']}}}, 'sass-loader'] }, { test: /\\.svg$/, use: '@svgr/webpack' }, { test: /\\.mdx$/, use: '@mdx-js/loader' },  { test: /\\.ts$/, use: {loader:'ts-loader', options: {transpileOnly: true}} }]`, head: `import MiniCss from 'mini-css-extract-plugin'`, plugins: 'new MiniCss()' , more: `externals: { react: 'React', 'react/jsx-runtime': 'JSX' },`}, {
      'src/index.js': `import './a.scss'; import {t} from './t.ts'; import Icon from './i.svg'; import Doc from './d.mdx'; console.log(Icon, Doc, t); export const a = <div>hello</div>`,
      'src/a.scss': `@use 'part'; .a { color: part.$c; user-select: none; display: flex }`,
      'src/_part.scss': `$c: red;`,
      'src/t.ts': `export const t: number = 1; enum X { A }; console.log(X.A)`,
      'tsconfig.json': `{ "compilerOptions": { "sourceMap": true, "target": "es2022", "module": "esnext" } }`,
      'src/i.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>`,
      'src/d.mdx': `# Hello\n\n{1 + 1}`,
    })
    const { cold, warm, elsewhere } = await expectSameBytes(world, { bundler: 'webpack' })
    console.log(JSON.stringify(cold.report, null, 1), JSON.stringify(warm.report?.plugins.map(p => [p.plugin, p.hooks[0]!.hits, p.hooks[0]!.missReasons, p.hooks[0]!.uncacheable])), JSON.stringify(elsewhere.report?.plugins.map(p => [p.plugin, p.hooks[0]!.hits, p.hooks[0]!.missReasons])), cold.printed, cold.ours, warm.ours)
    expectHits(warm, 'babel-loader')
    expectHits(elsewhere, 'babel-loader')
    expect(1).toBe(1)
  })
})
