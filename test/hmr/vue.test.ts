import { it } from 'vitest'
import { VUE } from '../support/apps'
import { describeInBrowser } from '../support/browser'
import { CLICK_TWICE, type Edit, type Play, expectSameUpdates, style, text } from '../support/hmr'

const PLAY: Omit<Play, 'edits'> = {
  capability: 'hotVue',
  ready: `${text('em')} !== undefined`,
  ...CLICK_TWICE,
  observe: `[document.querySelector('#app').innerHTML, ${style('p', 'color')}, ${style('p', 'padding')}, ${style('em', 'color')}, ${style('button', 'color')}]`,
}

const TEMPLATE: Edit = { file: 'src/App.vue', from: 'first text', to: 'second text', shows: `${text('p')} === 'second text'` }
const SCRIPT: Edit = { file: 'src/Child.vue', from: `label = 'child'`, to: `label = 'kid'`, shows: `${text('em')}.startsWith('kid')` }
const STYLE: Edit = { file: 'src/App.vue', from: 'padding: 1px', to: 'padding: 9px', shows: `${style('p', 'padding')} === '9px'` }
const CHILD_STYLE: Edit = { file: 'src/Child.vue', from: '1, 1, 1', to: '7, 7, 7', shows: `${style('em', 'color')} === 'rgb(7, 7, 7)'` }
const PARTIAL: Edit = { file: 'src/_colors.scss', from: '3, 3, 3', to: '4, 4, 4', shows: `${style('p', 'color')} === 'rgb(4, 4, 4)' && ${style('button', 'color')} === 'rgb(4, 4, 4)'` }
/** Only Vue knows that a component depends on it. As a boolean, an attribute without a value is true. */
const TYPE: Edit = { file: 'src/types.ts', from: `'small' | 'large'`, to: 'boolean', shows: `${text('em')}.endsWith('true')` }
const TEMPLATE_AGAIN: Edit = { file: 'src/App.vue', from: 'second text', to: 'third text', shows: `${text('p')} === 'third text'`, later: true }
const BROKEN: Edit = { file: 'src/App.vue', from: 'second text</p>', to: 'second text', shows: `document.querySelector('vite-error-overlay') !== null` }
const MENDED: Edit = { file: 'src/App.vue', from: 'second text', to: 'mended text</p>', shows: `${text('p')} === 'mended text'` }
/** Vite restarts, and the page reloads when it does. */
const CONFIG: Edit = { file: 'vite.config.mjs', from: 'export default', to: '// touched\nexport default', shows: `window.marker !== true && ${text('em')} !== undefined` }
const later = (edit: Edit): Edit => ({ ...edit, later: true })

const FILES = { ...VUE, 'src/App.vue': VUE['src/App.vue']!.replace('<Child size="small" />', '<Child size />') }

describeInBrowser('hot updates of Vue from a warm start', (open) => {
  it.each(['vite', 'vite7'] as const)('are the same when the server of %s has come to rest', async (bundler) => {
    const edits = [later(TEMPLATE), SCRIPT, STYLE, CHILD_STYLE, PARTIAL, TEMPLATE_AGAIN]
    await expectSameUpdates(FILES, open, { ...PLAY, edits }, { bundler })
  })

  it('are the same for a template that is edited as soon as the page is there, and once more', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [TEMPLATE, TEMPLATE_AGAIN] })
  })

  it('are the same for a script that is edited as soon as the page is there, and a template later', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [SCRIPT, later(TEMPLATE)] })
  })

  it('are the same for a style that is edited as soon as the page is there, and a partial later', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [STYLE, later(PARTIAL)] })
  })

  it('are the same for a partial that is edited as soon as the page is there, and a style later', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [PARTIAL, later(STYLE)] })
  })

  it.each([['as soon as the page is there', TYPE], ['when the server has come to rest', later(TYPE)]])('are the same for an imported type that is edited %s', async (_when, edit) => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [edit] })
  })

  it('are the same after a component that could not be compiled', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [TEMPLATE, BROKEN, MENDED, STYLE] })
  })

  it('are the same after a restart of the server', async () => {
    await expectSameUpdates(FILES, open, { ...PLAY, edits: [TEMPLATE, CONFIG, STYLE, later(SCRIPT), PARTIAL] })
  })
})
