import { it } from 'vitest'
import { PLAIN } from '../support/apps'
import { describeInBrowser } from '../support/browser'
import { CLICK_TWICE, type Edit, type Play, expectSameUpdates, style } from '../support/hmr'

const PLAY: Omit<Play, 'edits'> = {
  capability: 'hotStyles',
  ready: `${style('p', 'padding')} === '1px' && ${style('p', 'color')} === 'rgb(3, 3, 3)'`,
  ...CLICK_TWICE,
  observe: `[${['padding', 'margin', 'color'].map(property => style('p', property)).join()}, document.querySelector('#app').innerHTML]`,
}

const CSS: Edit = { file: 'src/page.css', from: '1px', to: '9px', shows: `${style('p', 'padding')} === '9px'` }
const IMPORTED: Edit = { file: 'src/imported.css', from: '2px', to: '8px', shows: `${style('p', 'margin')} === '8px'` }
const PARTIAL: Edit = { file: 'src/_colors.scss', from: '3, 3, 3', to: '4, 4, 4', shows: `${style('p', 'color')} === 'rgb(4, 4, 4)'` }
const PARTIAL_AGAIN: Edit = { file: 'src/_colors.scss', from: '4, 4, 4', to: '5, 5, 5', shows: `${style('p', 'color')} === 'rgb(5, 5, 5)'`, later: true }
const PARTIAL_BACK: Edit = { file: 'src/_colors.scss', from: '5, 5, 5', to: '3, 3, 3', shows: `${style('p', 'color')} === 'rgb(3, 3, 3)'` }

describeInBrowser('hot updates of style sheets from a warm start', (open) => {
  it.each(['vite', 'vite7'] as const)('are the same as without the cache in %s', async (bundler) => {
    await expectSameUpdates(PLAIN, open, { ...PLAY, edits: [PARTIAL, CSS, IMPORTED, PARTIAL_AGAIN, PARTIAL_BACK] }, { bundler })
  })
})
