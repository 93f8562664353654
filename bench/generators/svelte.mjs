import { describeApp } from './model.mjs'
import { newRecord, recordLiterals, recordType, scoreFunction, shown } from './records.mjs'
import { filesOf, sharedFiles } from './shared-files.mjs'
import { forFeatures, importShared, importUsed, indent, lines, pipeline } from './source.mjs'

/** @typedef {import('./model.mjs').Component} Component */

const DIALECT = { derive: expression => `$derived(${expression})`, read: name => name }

/** @param {Component} component */
function state(component) {
  const { entity, main } = component
  return forFeatures(component, {
    search: `let needle = $state('')`,
    minimum: 'let minimum = $state(0)',
    sort: `let sortKey = $state<keyof ${entity}>('${main.date.name}')\nlet direction = $state<Direction>(1)`,
    pages: 'let page = $state(0)',
    select: 'const selected = new SvelteSet<number>()',
    add: `let draft = $state('')`,
  })
}

/** @param {Component} component */
function derived(component) {
  const { main, pageSize } = component
  const { text, last } = pipeline(component, DIALECT)
  return lines(
    text,
    `const best = $derived(Math.max(0, ...${last}.map(scoreOf)))`,
    forFeatures(component, {
      pages: `const lastPage = $derived(Math.max(0, Math.ceil(items.length / ${pageSize}) - 1))`,
      totals: `const total = $derived(sumOf(${last}, item => item.${main.money.name}))`,
    }),
  )
}

/** @param {Component} component */
function handlers(component) {
  return forFeatures(component, {
    sort: `
function sortOn(key: keyof ${component.entity}) {
  direction = sortKey === key && direction === 1 ? -1 : 1
  sortKey = key
}`,
    select: `
function toggle(id: number) {
  if (!selected.delete(id)) selected.add(id)
}`,
    add: `
function add(event: SubmitEvent) {
  event.preventDefault()
  items.push(${newRecord(component, 'items.length + 1', 'draft')})
  draft = ''
}`,
  })
}

/** @param {Component} component */
function script(component) {
  const { entity, heading } = component
  return `${recordType(component)}

interface Props {
  heading?: string
  onopen?: (id: number) => void
}

const { heading = '${heading}', onopen }: Props = $props()

let items = $state<${entity}[]>([
${lines(recordLiterals(component))}
])
${lines(state(component), '', derived(component), '', scoreFunction(component), handlers(component))}`
}

/** @param {Component} component */
function list(component) {
  const { features, fields, layout, main } = component
  const { last } = pipeline(component, DIALECT)
  const [list, row, cell] = layout === 'table' ? ['table', 'tr', 'td'] : ['ul', 'li', 'span']
  const checkbox = '<input type="checkbox" checked={selected.has(item.id)} onchange={() => toggle(item.id)} />'
  const cells = fields.map(field =>
    `<${cell} class="${field.type}" title="${field.label}">{${shown(field)}}</${cell}>`)
  const headings = fields.map(({ name, label }) => features.has('sort')
    ? `<th><button type="button" onclick={() => sortOn('${name}')}>${label}</button></th>`
    : `<th>${label}</th>`)
  const head = `<thead>
  <tr>
${indent(2, features.has('select') && '<th></th>', headings)}
  </tr>
</thead>`
  const rows = `{#each ${last} as item (item.id)}
  <${row} class={{ best: scoreOf(item) === best, ${main.flag.name}: item.${main.flag.name} }} ondblclick={() => onopen?.(item.id)}>
${indent(2, features.has('select') && `<${cell}>${checkbox}</${cell}>`, cells)}
  </${row}>
{/each}`
  const body = layout === 'table' ? lines('<tbody>', indent(1, rows), '</tbody>') : rows
  return lines(`<${list}>`, indent(1, layout === 'table' && head, body), `</${list}>`)
}

/** @param {Component} component */
function markup(component) {
  const { block, entity, main } = component
  const { last } = pipeline(component, DIALECT)
  const above = forFeatures(component, {
    search: `<input type="search" placeholder="${main.text.label}" bind:value={needle} />`,
    minimum: '<input type="number" min="0" bind:value={minimum} />',
  })
  const below = forFeatures(component, {
    totals: '<p class="total">{formatMoney(total)}</p>',
    select: `{#if selected.size > 0}
  <button type="button" onclick={() => selected.clear()}>Clear {selected.size}</button>
{/if}`,
    pages: `<nav>
  <button type="button" disabled={page === 0} onclick={() => page--}>Back</button>
  {page + 1} / {lastPage + 1}
  <button type="button" disabled={page >= lastPage} onclick={() => page++}>Next</button>
</nav>`,
    add: `<form onsubmit={add}>
  <input required placeholder="${main.text.label}" bind:value={draft} />
  <button type="submit">Add</button>
</form>`,
  })
  return lines(
    `<section class="${block}">`,
    `  <h2>{heading}: {plural(${last}.length, '${entity.toLowerCase()}')}</h2>`,
    indent(1, above, list(component), below),
    '</section>',
  )
}

/** @param {Component} component */
function style(component) {
  const { block, hue, layout, main } = component
  const cards = `
ul {
  display: grid;
  grid-template-columns: repeat(${2 + hue % 3}, 1fr);
}`
  return lines(
    `.${block} {
  --accent: hsl(${hue} 55% 42%);
  padding: ${1 + hue % 3}rem;
  border: 1px solid var(--accent);
}

.best {
  background: color-mix(in srgb, var(--accent) 12%, white);
}

.${main.flag.name} {
  border-left: 3px solid var(--accent);
}`,
    layout === 'cards' && cards,
    forFeatures(component, {
      totals: '\n.total {\n  color: var(--accent);\n}',
      pages: '\nnav {\n  display: flex;\n}',
    }),
  )
}

/** @param {Component} component */
function componentFile(component) {
  const code = script(component)
  const html = markup(component)
  return `<script lang="ts">
${indent(1, importUsed(['SvelteSet'], 'svelte/reactivity', code), importShared(code + html))}

${indent(1, code)}
</script>

${html}

<style>
${indent(1, style(component))}
</style>
`
}

function viewFile({ components }) {
  return `<script lang="ts">
${indent(1, components.map(({ name }) => `import ${name} from '../components/${name}.svelte'`))}
</script>

${lines(components.map(({ name }) => `<${name} />`))}
`
}

function appFile(views) {
  return `<script lang="ts">
  const views = [
${indent(2, views.map(({ name }) => `() => import('./views/${name}.svelte'),`))}
  ]
  let current = $state(0)
</script>

{#each views as _, index (index)}
  <button type="button" onclick={() => (current = index)}>{index + 1}</button>
{/each}

{#await views[current]() then View}
  <View.default />
{/await}
`
}

const MAIN = `import { mount } from 'svelte'
import App from './App.svelte'

mount(App, { target: document.getElementById('app')! })
`

/** @returns {Record<string, string>} the files of the app, text by path */
export function svelteApp(count) {
  const { components, views } = describeApp(count)
  const imports = [`import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte'`]
  return {
    ...sharedFiles({ entry: 'src/main.ts', imports, plugins: 'svelte({ preprocess: vitePreprocess({ script: true }) })' }),
    'src/main.ts': MAIN,
    'src/App.svelte': appFile(views),
    ...filesOf(views, name => `src/views/${name}.svelte`, viewFile),
    ...filesOf(components, name => `src/components/${name}.svelte`, componentFile),
  }
}
