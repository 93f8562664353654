import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const PLUGIN = '@rolldown/plugin-babel'

const FILES = {
  'package.json': '{ "name": "react-app", "type": "module" }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.tsx"></script>',
  'vite.config.mjs': `
    import babel from '@rolldown/plugin-babel'
    import react, { reactCompilerPreset } from '@vitejs/plugin-react'
    export default {
      plugins: [react(), babel({ presets: [reactCompilerPreset()] }), cache()],
      build: { sourcemap: true, minify: false, rolldownOptions: { external: /^react/ } },
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

describe('the React Compiler on Vite 8', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { cold, warm, elsewhere } = await expectSameBytes(new World(FILES))
    expect(mentions(cold, 'react/compiler-runtime')).toBe(true)
    for (const build of [warm, elsewhere])
      expectHits(build, PLUGIN)
  })

  it('compiles only the component that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/Row.tsx', 'toUpperCase', 'toLowerCase')
    expectMisses(await expectRebuilt(world), PLUGIN, 1)
  })

  it('follows a component that is renamed or added', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/Row.tsx', 'src/Line.tsx')
    world.edit('src/App.tsx', './Row', './Line')
    await expectRebuilt(world)
    world.write('src/Row.tsx', `export const Row = ({ name }: { name: string }) => <b>{name}</b>`)
    world.edit('src/App.tsx', './Line', './Row')
    await expectRebuilt(world)
  })

  it('sees an option of the compiler', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'reactCompilerPreset()', `reactCompilerPreset({ target: '18' })`)
    const warm = await expectRebuilt(world)
    expect(countsOf(warm, PLUGIN).hits).toBe(0)
    expect(mentions(warm, 'react-compiler-runtime')).toBe(true)
  })

  it('sees a Babel configuration that is added, edited and removed', async () => {
    const world = new World(FILES)
    await world.build()
    world.write('babel.config.json', '{ "comments": false }')
    await expectRebuilt(world)
    world.write('babel.config.json', '{ "comments": true, "retainLines": true }')
    await expectRebuilt(world)
    world.remove('babel.config.json')
    expectHits(await expectRebuilt(world), PLUGIN)
  })
})
