import { describe, expect, it } from 'vitest'
import { countsOf } from '../support/contract'
import { edit } from '../support/edit'
import { Watcher } from '../support/watch'
import { World } from '../support/world'

/** The same project for Rollup and Rolldown: esbuild for TypeScript, Sass and a notice by plugins written inline. */
const FILES = {
  'package.json': '{ "name": "library", "type": "module" }',
  'rollup.config.mjs': `
    import { readFileSync } from 'node:fs'
    import { fileURLToPath } from 'node:url'
    import esbuild from 'rollup-plugin-esbuild'
    import * as sass from 'sass'
    const scss = {
      name: 'scss',
      transform(code, id) {
        if (!id.endsWith('.scss')) return
        const { css, loadedUrls } = sass.compile(id)
        for (const url of loadedUrls) this.addWatchFile(fileURLToPath(url))
        return { code: 'export default ' + JSON.stringify(css), map: { mappings: '' }, moduleType: 'js' }
      },
    }
    const notice = {
      name: 'notice',
      transform(code, id) {
        if (!id.endsWith('index.ts')) return
        const file = fileURLToPath(new URL('src/notice.txt', import.meta.url))
        this.addWatchFile(file)
        return { code: code + '\\nexport const notice = ' + JSON.stringify(readFileSync(file, 'utf8')), map: null }
      },
    }
    export default {
      input: 'src/index.ts',
      plugins: [cache({ plugins: { scss: true, notice: true } }), notice, scss, esbuild({ target: 'es2022' })],
      output: { dir: 'dist', format: 'es', sourcemap: true },
    }`,
  'src/index.ts': `import css from './style.scss'\nimport { size } from './size.ts'\nexport const style: string = css\nexport const area: number = size * size`,
  'src/size.ts': `export const size: number = 3`,
  'src/style.scss': `@use './theme' as *;\np { color: $accent }`,
  'src/_theme.scss': `@forward './colors';`,
  'src/_colors.scss': `$accent: #123456;`,
  'src/notice.txt': 'first notice',
}

describe.each(['rollup', 'rolldown'] as const)('%s in watch mode', (bundler) => {
  it('gives what a plain build gives after each edit, and knows the state before it again', async () => {
    const world = new World(FILES)
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler)
    expect((await watcher.start()).hits).toBeGreaterThan(0)

    await watcher.rebuild(() => edit(world, 'src/size.ts', '3', '1234'), 'src/size.ts')
    const undone = await watcher.rebuild(() => edit(world, 'src/size.ts', '1234', '3'), 'src/size.ts')
    expect(undone.misses, undone.reasons.join()).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#123456', '#654321'), 'src/_colors.scss')
    const undoneDeep = await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#654321', '#123456'), 'src/_colors.scss')
    expect(undoneDeep.misses, undoneDeep.reasons.join()).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/notice.txt', 'first', 'second'), 'src/notice.txt')
    await watcher.close()
  })

  it('starts with what a build has stored, and stores for the next build', async () => {
    const world = new World(FILES)
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler)
    const first = await watcher.start()
    expect.soft(first.misses, first.reasons.join()).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#123456', '#654321'), 'src/_colors.scss')
    await watcher.rebuild(() => edit(world, 'src/notice.txt', 'first', 'second'), 'src/notice.txt')
    await watcher.close()
    const after = await world.build({ bundler })
    expect(after.report?.totals.misses, JSON.stringify(after.report?.plugins)).toBe(0)
    expect(JSON.stringify(after.files)).toContain('second notice')
  })

  it('goes on after a build that failed, and stores what comes after it', async () => {
    const world = new World(FILES)
    const watcher = new Watcher(world, bundler)
    await watcher.start()
    await watcher.breakBuild(() => edit(world, 'src/_colors.scss', '#123456', '#12 }'), 'src/_colors.scss')
    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#12 }', '#abcdef'), 'src/_colors.scss')
    await watcher.close()
    const after = await world.build({ bundler })
    expect(JSON.stringify(after.files)).toContain('#abcdef')
    expect(countsOf(after, 'scss').misses).toBe(0)
  })
})

