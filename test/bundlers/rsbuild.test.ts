import { describe, expect, it } from 'vitest'
import { shows } from '../capabilities/shows'
import { expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, mentions } from '../support/report'
import { World } from '../support/world'

import { effects, questions } from './loaders/effects'
import { families } from './loaders/families'
import { leftAlone } from './loaders/left-alone'

const RSBUILD = { bundler: 'rsbuild' } as const

describe('Rsbuild', () => {
  families('rsbuild')
  effects('rsbuild')
  questions('rsbuild')
  leftAlone('rsbuild')

  it('has the loaders of each environment run as steps, and leaves native ones alone', async () => {
    const world = new World({
      'package.json': '{ "name": "built", "type": "module" }',
      'rsbuild.config.mjs': `export default {
        source: { entry: { index: './src/index.js' } },
        output: { sourceMap: true },
        environments: { web: {}, node: { output: { target: 'node', distPath: { root: 'dist/server' } } } },
        plugins: [globalThis.cache()].filter(Boolean),
        tools: {
          postcss: { postcssOptions: { plugins: ['autoprefixer'] } },
          rspack: { module: { rules: [{ test: /\\.mdx$/, use: '@mdx-js/loader' }, { test: /\\.scss$/, type: 'css/auto', use: 'sass-loader' }] } },
        },
      }`,
      '.browserslistrc': 'Chrome 40',
      'src/index.js': `import './plain.css'\nimport './style.scss'\nimport Text from './text.mdx'\nconsole.log(Text, process.env.NODE_ENV ?? 'none')`,
      'src/plain.css': 'p { user-select: none }',
      'src/style.scss': '$color: #123456; p { color: $color }',
      'src/text.mdx': '# Text',
    })
    const { warm, elsewhere } = await expectSameBytes(world, RSBUILD, { repeats: true })
    for (const build of [warm, elsewhere])
      expectHits(build, 'sass-loader')
    expect(warm.report?.plugins.map(({ plugin }) => plugin).join()).not.toMatch(/builtin|swc/)
    world.edit('src/style.scss', '#123456', '#654321')
    expect(mentions(await expectRebuilt(world, RSBUILD), '#654321')).toBe(true)
    shows('rsbuild', 'loaders', 'several')
  })
})
