import { describe, expect, it } from 'vitest'
import { edit } from '../support/edit'
import { Watcher } from '../support/watch'
import { World } from '../support/world'
import { watches } from './contract'

const FILES = {
  'package.json': '{ "name": "app", "type": "module" }',
  'esbuild.config.mjs': `
    import { existsSync, readFileSync, readdirSync } from 'node:fs'
    import { fileURLToPath } from 'node:url'
    import svelte from 'esbuild-svelte'
    import * as sass from 'sass'
    const scss = { name: 'scss', setup(build) {
      build.onLoad({ filter: /\\.scss$/ }, ({ path }) => {
        try {
          const { css, loadedUrls } = sass.compile(path)
          return { contents: css, loader: 'css', watchFiles: loadedUrls.map(url => fileURLToPath(url)) }
        }
        catch ({ message }) { return { errors: [{ text: message }], watchFiles: [path, 'src/_colors.scss'] } }
      })
    } }
    const pages = { name: 'pages', setup(build) {
      build.onResolve({ filter: /^pages$/ }, () => ({ path: 'pages', namespace: 'pages' }))
      build.onLoad({ filter: /.*/, namespace: 'pages' }, () => ({ contents: readdirSync('src/pages').join() + readFileSync(['src/better.txt', 'src/notice.txt'].find(file => existsSync(file)), 'utf8'), loader: 'text' }))
    } }
    export default {
      entryPoints: ['src/main.ts'], bundle: true, format: 'esm', sourcemap: true, external: ['svelte', 'svelte/*'],
      plugins: [cache({ plugins: { pages: true, scss: true } }), pages, scss, svelte()],
    }`,
  'src/main.ts': `import App from './App.svelte'\nimport './style.scss'\nimport pages from 'pages'\nconsole.log(App, pages)`,
  'src/App.svelte': `<script>\nlet count = $state(0)\n</script>\n<button onclick={() => count++}>{count}</button>\n<style>button { color: red }</style>`,
  'src/style.scss': `@use './colors' as *;\np { color: $accent }`,
  'src/_colors.scss': `$accent: #123456;`,
  'src/notice.txt': 'first notice',
  'src/pages/one.txt': '',
}

describe('esbuild in watch mode', () => {
  watches('esbuild')

  it('gives what a plain build gives after each edit, knows the state before it again, and stores for the next build', async () => {
    const world = new World(FILES)
    await world.build({ bundler: 'esbuild' })
    const watcher = new Watcher(world, 'esbuild')
    const first = await watcher.start()
    expect(first.misses, first.reasons.join()).toBe(0)

    await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#123456', '#654321'), 'src/_colors.scss')
    const undone = await watcher.rebuild(() => edit(world, 'src/_colors.scss', '#654321', '#123456'), 'src/_colors.scss')
    expect(undone.misses, undone.reasons.join()).toBe(0)
    await watcher.rebuild(() => edit(world, 'src/App.svelte', 'color: red', 'color: blue'), 'src/App.svelte')
    const undoneStyle = await watcher.rebuild(() => edit(world, 'src/App.svelte', 'color: blue', 'color: red'), 'src/App.svelte')
    expect(undoneStyle.misses, undoneStyle.reasons.join()).toBe(0)
    const styledAgain = await watcher.rebuild(() => edit(world, 'src/App.svelte', 'color: red', 'color: lime'), 'src/App.svelte')
    expect(styledAgain).toMatchObject({ misses: 2, bypassed: 0 })
    // Read without saying so, a listing, and a file that newly wins.
    await watcher.rebuild(() => edit(world, 'src/notice.txt', 'first', 'second'), 'src/notice.txt')
    await watcher.rebuild(() => world.write('src/pages/two.txt', ''), 'src/pages/two.txt')
    await watcher.rebuild(() => world.write('src/better.txt', 'better notice'), 'src/better.txt')
    await watcher.close()
    const after = await world.build({ bundler: 'esbuild' })
    expect(after.report?.totals.misses, JSON.stringify(after.report?.plugins)).toBe(0)
  })
})

describe('esbuild that is told to build again', () => {
  watches('esbuild', { byHand: true })
})
