import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt, expectSameBytes } from '../support/contract'
import { expectHits, expectMisses, mentions } from '../support/report'
import { World } from '../support/world'

const FILES = {
  'package.json': '{ "name": "solid-app", "type": "module" }',
  'index.html': '<div id="app"></div><script type="module" src="/src/main.tsx"></script>',
  'vite.config.mjs': `
    import solid from 'vite-plugin-solid'
    export default { plugins: [solid(), cache()], build: { sourcemap: true, minify: false, rolldownOptions: { external: /^solid-js/ } } }`,
  'src/main.tsx': `import { render } from 'solid-js/web'\nimport { App } from './App'\nrender(() => <App title="hello" />, document.body)`,
  'src/App.tsx': `import { createSignal, For } from 'solid-js'
import { Row } from './Row'
export function App(props: { title: string }) {
  const [rows, setRows] = createSignal<string[]>([])
  return <main onClick={() => setRows([...rows(), props.title])}><h1>{props.title}</h1><For each={rows()}>{row => <Row text={row} />}</For></main>
}`,
  'src/Row.tsx': `export const Row = (props: { text: string }) => <p class="row">{props.text}</p>`,
}

describe('Solid', () => {
  it('gives the same bytes, and hits everything in the second build', async () => {
    const { warm, elsewhere } = await expectSameBytes(new World(FILES))
    for (const build of [warm, elsewhere])
      expectHits(build, 'solid')
  })

  it('compiles only the component that was edited', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('src/Row.tsx', 'class="row"', 'class="line"')
    const warm = await expectRebuilt(world)
    expectMisses(warm, 'solid', 1)
    expect(mentions(warm, 'class=line')).toBe(true)
  })

  it('follows a component that is renamed, added or deleted', async () => {
    const world = new World(FILES)
    await world.build()
    world.rename('src/Row.tsx', 'src/Line.tsx')
    world.edit('src/App.tsx', './Row', './Line')
    await expectRebuilt(world)
    world.write('src/Row.tsx', `export const Row = (props: { text: string }) => <b>{props.text}</b>`)
    world.edit('src/App.tsx', './Line', './Row')
    await expectRebuilt(world)
    world.remove('src/Line.tsx')
    await expectRebuilt(world)
  })

  it('sees an option of the plugin', async () => {
    const world = new World(FILES)
    await world.build()
    world.edit('vite.config.mjs', 'solid()', 'solid({ ssr: true })')
    const hydratable = await expectRebuilt(world)
    expect(countsOf(hydratable, 'solid').hits).toBe(0)
    world.edit('vite.config.mjs', 'solid({ ssr: true })', 'solid({ solid: { delegateEvents: false } })')
    const undelegated = await expectRebuilt(world)
    expect(mentions(undelegated, 'delegateEvents([')).toBe(false)
    world.edit('vite.config.mjs', 'solid({ solid: { delegateEvents: false } })', 'solid()')
    expectHits(await expectRebuilt(world), 'solid')
  })

  it('sees a Babel plugin of the project, and its edit', async () => {
    const world = new World({
      ...FILES,
      'vite.config.mjs': FILES['vite.config.mjs'].replace('solid()', `solid({ babel: { plugins: ['./shout.cjs'] } })`),
      'shout.cjs': `module.exports = () => ({ visitor: { StringLiteral({ node }) { if (node.value === 'hello') node.value = 'hello!' } } })`,
    })
    await world.build()
    world.edit('shout.cjs', 'hello!', 'good day')
    expect(mentions(await expectRebuilt(world), 'good day')).toBe(true)
  })
})
