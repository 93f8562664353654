import { it } from 'vitest'
import { SVELTE } from '../support/apps'
import { describeInBrowser } from '../support/browser'
import { CLICK_TWICE, type Edit, type Play, expectSameUpdates, style, text } from '../support/hmr'

const PLAY: Omit<Play, 'edits'> = {
  capability: 'hotSvelte',
  ready: `${text('em')} !== undefined`,
  ...CLICK_TWICE,
  observe: `[document.querySelector('#app').innerHTML, ${style('p', 'color')}, ${style('p', 'padding')}, ${style('em', 'color')}]`,
}

const MARKUP: Edit = { file: 'src/App.svelte', from: 'first text', to: 'second text', shows: `${text('p')} === 'second text'` }
const STYLE: Edit = { file: 'src/App.svelte', from: 'padding: 1px', to: 'padding: 9px', shows: `${style('p', 'padding')} === '9px'` }
const CHILD_STYLE: Edit = { file: 'src/Child.svelte', from: '1, 1, 1', to: '7, 7, 7', shows: `${style('em', 'color')} === 'rgb(7, 7, 7)'` }
const CHILD: Edit = { file: 'src/Child.svelte', from: 'child {', to: 'kid {', shows: `${text('em')}.startsWith('kid')` }
const PARTIAL: Edit = { file: 'src/_colors.scss', from: '3, 3, 3', to: '4, 4, 4', shows: `${style('p', 'color')} === 'rgb(4, 4, 4)'` }
const later = (edit: Edit): Edit => ({ ...edit, later: true })

describeInBrowser('hot updates of Svelte from a warm start', (open) => {
  it('are the same when the first edit, of markup, comes as soon as the page is there', async () => {
    await expectSameUpdates(SVELTE, open, { ...PLAY, edits: [MARKUP, CHILD_STYLE, PARTIAL, later(STYLE)] })
  })

  it('are the same when the first edit, of a style, comes as soon as the page is there', async () => {
    await expectSameUpdates(SVELTE, open, { ...PLAY, edits: [STYLE, CHILD, later(MARKUP), PARTIAL] })
  })
})
