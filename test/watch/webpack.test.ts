import { describe, expect, it } from 'vitest'
import { EXTRACT, PORTABLE, project } from '../bundlers/loaders/project'
import { edit } from '../support/edit'
import { Watcher } from '../support/watch'

/** Declared, undeclared, listed and missing files, and what the bundler resolves. */
const READING = `
const { existsSync, readFileSync, readdirSync } = require('node:fs')
module.exports = function (code) {
  const files = readdirSync(this.context + '/list').sort()
  const secret = readFileSync(this.context + '/secret.txt', 'utf8')
  const wanted = existsSync(this.context + '/wanted.txt') ? 'wanted is there' : 'wanted is missing'
  return code.replace('"?"', JSON.stringify([files, secret, wanted]))
}`

describe.each(['webpack', 'rspack'] as const)('%s in watch mode', (bundler) => {
  it('gives what a plain build gives after each change, and knows the state before it again', async () => {
    const world = project({
      head: `${EXTRACT}\nimport Terser from 'terser-webpack-plugin'`,
      more: 'optimization: { minimizer: [new Terser()] },',
      rules: `[{ test: /index\\.js$/, use: './reading.cjs' }, { test: /\\.scss$/, use: [Extract.loader, 'css-loader', 'sass-loader'] }]`,
      cache: `{ plugins: { reading: ${PORTABLE} } }`,
      plugins: 'new Extract()',
    }, {
      'reading.cjs': READING,
      'src/index.js': 'import "./style.scss"; console.log("?")',
      'src/style.scss': '@use "theme"; p { color: theme.$color }',
      'src/_theme.scss': '$color: #123456;',
      'src/list/a.txt': '',
      'src/secret.txt': 'first secret',
    })
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler)
    expect((await watcher.start()).misses).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/_theme.scss', '#123456', '#654321'), 'src/_theme.scss')
    const undone = await watcher.rebuild(() => edit(world, 'src/_theme.scss', '#654321', '#123456'), 'src/_theme.scss')
    expect(undone.misses, undone.reasons.join()).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/secret.txt', 'first', 'other'), 'src/secret.txt')
    await watcher.rebuild(() => world.write('src/list/b.txt', ''), 'src/list/b.txt')
    await watcher.rebuild(() => world.write('src/wanted.txt', ''), 'src/wanted.txt')
    await watcher.close()
  })
})
