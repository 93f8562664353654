import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions, refusalOf, uncacheableOf } from '../support/report'
import { World } from '../support/world'

const PLUGIN = 'vite:react-babel'
const OPTIONS = { bundler: 'vite7' } as const

const FILES = {
  'package.json': '{ "name": "react-app", "type": "module" }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.tsx"></script>',
  'vite.config.mjs': `
    import react from '@vitejs/plugin-react'
    export default {
      plugins: [react({ babel: { plugins: ['babel-plugin-react-compiler'] } }), cache()],
      build: { sourcemap: true, minify: false, rollupOptions: { external: /^react/ } },
    }`,
  'src/main.tsx': `import { createRoot } from 'react-dom/client'
import { App } from './App'
createRoot(document.querySelector('#app')!).render(<App names={['a', 'b']} />)`,
  'src/App.tsx': `import { useState } from 'react'
import { Row } from './Row'
export function App({ names }: { names: string[] }) {
  const [count, setCount] = useState(0)
  return <ul onClick={() => setCount(count + 1)}>{names.map(name => <Row key={name} name={name} count={count} />)}</ul>
}`,
  'src/Row.tsx': `export const Row = ({ name, count }: { name: string, count: number }) => {
  const text = name.toUpperCase()
  return <li>{text} {count}</li>
}`,
}

/** With version 5 of the plugin, which runs Babel itself, and Vite 7. */
const world = (files: Record<string, string> = {}): World => new World({ ...FILES, ...files }, { app: 'react-vite7' })

describe('React 5 with the React Compiler on Vite 7', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(world(), OPTIONS)
    expect(mentions(cold, 'react/compiler-runtime')).toBe(true)
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN, 'vite:esbuild')
  })

  it('compiles only the component that was edited', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.edit('src/Row.tsx', 'toUpperCase', 'toLowerCase')
    expectMisses(await expectRebuilt(app, OPTIONS), PLUGIN, 1)
  })

  it('follows a component that is renamed', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.rename('src/Row.tsx', 'src/Line.tsx')
    app.edit('src/App.tsx', './Row', './Line')
    await expectRebuilt(app, OPTIONS)
  })

  it('sees an option of the compiler', async () => {
    const app = world()
    await app.build(OPTIONS)
    app.edit('vite.config.mjs', `'babel-plugin-react-compiler'`, `['babel-plugin-react-compiler', { compilationMode: 'annotation' }]`)
    const warm = await expectRebuilt(app, OPTIONS)
    expect(countsOf(warm, PLUGIN).hits).toBe(0)
    expect(mentions(warm, 'react/compiler-runtime')).toBe(false)
  })

  it('sees a Babel plugin of the project, and its edit', async () => {
    const app = world({
      'vite.config.mjs': `
        import react from '@vitejs/plugin-react'
        export default {
          plugins: [react({ babel: { plugins: ['./shout.cjs'] } }), cache()],
          build: { sourcemap: true, minify: false, rollupOptions: { external: /^react/ } },
        }`,
      'shout.cjs': `module.exports = () => ({ visitor: { JSXText(path) { path.node.value = path.node.value.replace(' ', '!') } } })`,
    })
    await app.build(OPTIONS)
    app.edit('shout.cjs', `'!'`, `'?'`)
    const warm = await expectRebuilt(app, OPTIONS)
    expect(mentions(warm, '?')).toBe(true)
  })

  it('sees a Babel configuration that is added, edited and removed', async () => {
    const app = world({
      'vite.config.mjs': FILES['vite.config.mjs'].replace('babel: {', 'babel: { babelrc: true, configFile: true,'),
    })
    await app.build(OPTIONS)
    app.write('babel.config.json', '{ "comments": false }')
    expect(countsOf(await expectRebuilt(app, OPTIONS), PLUGIN).hits).toBe(0)
    app.write('src/.babelrc.json', '{ "retainLines": true }')
    await expectRebuilt(app, OPTIONS)
    app.remove('babel.config.json')
    await expectRebuilt(app, OPTIONS)
    app.remove('src/.babelrc.json')
    expectHits(await expectRebuilt(app, OPTIONS), PLUGIN)
  })

  it('is not memoized when another plugin changes its options for each file', async () => {
    const app = world({
      'vite.config.mjs': `
        import react from '@vitejs/plugin-react'
        const other = { name: 'other', api: { reactBabel(options, { id }) { options.compact = id.includes('Row') } } }
        export default { plugins: [react(), other, cache()], build: { sourcemap: true, minify: false, rollupOptions: { external: /^react/ } } }`,
    })
    const { warm } = await expectSameBytes(app, OPTIONS)
    expect(refusalOf(warm, PLUGIN)).toBe('another plugin changes its options for each file')
  })

  it('runs a module for real whose source map is in another file', async () => {
    const app = world({
      'src/Row.tsx': `${FILES['src/Row.tsx']}\n//# sourceMappingURL=Row.tsx.map\n`,
      'src/Row.tsx.map': '{ "version": 3, "sources": ["Row.orig.tsx"], "names": [], "mappings": "AAAA" }',
    })
    const { warm } = await expectSameBytes(app, OPTIONS)
    expectHits(warm, PLUGIN)
    expect(uncacheableOf(warm, PLUGIN)).toEqual({ 'its source map is in another file': 1 })
  })
})
