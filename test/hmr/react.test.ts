import { it } from 'vitest'
import { REACT } from '../support/apps'
import { describeInBrowser } from '../support/browser'
import { CLICK_TWICE, type Edit, type Play, expectSameUpdates, style, text } from '../support/hmr'

const PLAY: Omit<Play, 'edits'> = {
  capability: 'hotReact',
  ready: `${text('em')} !== undefined`,
  ...CLICK_TWICE,
  observe: `[document.querySelector('#app').innerHTML, ${style('body', 'backgroundColor')}]`,
}

const MARKUP: Edit = { file: 'src/App.tsx', from: 'first text', to: 'second text', shows: `${text('p')} === 'second text'` }
const CHILD: Edit = { file: 'src/Label.tsx', from: 'label {', to: 'tag {', shows: `${text('em')}.startsWith('tag')` }
/** Other hooks: React makes the component anew. */
const HOOKS: Edit = { file: 'src/App.tsx', from: '  return (', to: `  const [more] = useState('more')\n  return (`, shows: `${text('button')} === 'clicks: 0'` }
const CSS: Edit = { file: 'src/page.css', from: '2, 2, 2', to: '4, 4, 4', shows: `${style('body', 'backgroundColor')} === 'rgb(4, 4, 4)'` }

describeInBrowser('hot updates of React with its compiler, from a warm start', (open) => {
  it('are the same when the first edit comes as soon as the page is there', async () => {
    await expectSameUpdates(REACT, open, { ...PLAY, edits: [MARKUP, CHILD, CSS, { ...HOOKS, later: true }] })
  })

  it('are the same when the server has come to rest', async () => {
    await expectSameUpdates(REACT, open, { ...PLAY, edits: [{ ...CHILD, later: true }, MARKUP] })
  })

  it('are the same in Vite 7', async () => {
    const config = REACT['vite.config.mjs']!.replace(', { reactCompilerPreset }', '').replace(/import babel.*/, '').replace(/react\(\), babel.*\]/, `react({ babel: { plugins: ['babel-plugin-react-compiler'] } })]`)
    await expectSameUpdates({ ...REACT, 'vite.config.mjs': config }, open, { ...PLAY, edits: [MARKUP, CHILD, CSS] }, { bundler: 'vite7', app: 'react-vite7' })
  })
})
