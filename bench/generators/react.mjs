import { describeApp } from './model.mjs'
import { newRecord, recordLiterals, recordType, scoreFunction, shown } from './records.mjs'
import { filesOf, sharedFiles } from './shared-files.mjs'
import { forFeatures, importShared, importUsed, indent, lines, pipeline } from './source.mjs'

/** @typedef {import('./model.mjs').Component} Component */

/** Plain values: to memoize them is the work of React Compiler. */
const DIALECT = { derive: expression => expression, read: name => name }

/** @param {Component} component */
function state(component) {
  const { entity, main } = component
  return forFeatures(component, {
    search: `const [needle, setNeedle] = useState('')`,
    minimum: 'const [minimum, setMinimum] = useState(0)',
    sort: `const [sortKey, setSortKey] = useState<keyof ${entity}>('${main.date.name}')\nconst [direction, setDirection] = useState<Direction>(1)`,
    pages: 'const [page, setPage] = useState(0)',
    select: 'const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())',
    add: `const [draft, setDraft] = useState('')`,
  })
}

/** @param {Component} component */
function derived(component) {
  const { entity, main, pageSize } = component
  const { text, last } = pipeline(component, DIALECT)
  return lines(
    text,
    `const best = Math.max(0, ...${last}.map(scoreOf))`,
    `const caption = \`\${heading}: \${plural(${last}.length, '${entity.toLowerCase()}')}\``,
    forFeatures(component, {
      pages: `const lastPage = Math.max(0, Math.ceil(items.length / ${pageSize}) - 1)`,
      totals: `const total = sumOf(${last}, item => item.${main.money.name})`,
    }),
  )
}

/** @param {Component} component */
function handlers(component) {
  return forFeatures(component, {
    sort: `
function sortOn(key: keyof ${component.entity}) {
  setDirection(sortKey === key && direction === 1 ? -1 : 1)
  setSortKey(key)
}`,
    select: `
function toggle(id: number) {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  setSelected(next)
}

function removeSelected() {
  setItems(items.filter(item => !selected.has(item.id)))
  setSelected(new Set())
}`,
    add: `
function add(event: FormEvent) {
  event.preventDefault()
  setItems([...items, ${newRecord(component, 'items.length + 1', 'draft')}])
  setDraft('')
}`,
  })
}

/** @param {Component} component */
function rowComponent({ entity, features, fields, layout, main }) {
  const [outer, cell] = layout === 'table' ? ['tr', 'td'] : ['li', 'span']
  const cells = fields.map(field =>
    `<${cell} className="${field.type}" title="${field.label}">{${shown(field)}}</${cell}>`)
  return `interface RowProps {
  item: ${entity}
  best: boolean
  onOpen?: (id: number) => void${features.has('select') ? '\n  children: ReactNode' : ''}
}

function Row({ item, best, onOpen${features.has('select') ? ', children' : ''} }: RowProps) {
  const state = [best && 'is-best', item.${main.flag.name} && 'is-${main.flag.name}'].filter(Boolean).join(' ')
  return (
    <${outer} className={state} onDoubleClick={() => onOpen?.(item.id)}>
${indent(3, features.has('select') && `<${cell}>{children}</${cell}>`, cells)}
    </${outer}>
  )
}`
}

/** @param {Component} component */
function list(component) {
  const { features, fields, layout } = component
  const { last } = pipeline(component, DIALECT)
  const checkbox = '<input type="checkbox" checked={selected.has(item.id)} onChange={() => toggle(item.id)} />'
  const props = 'key={item.id} item={item} best={scoreOf(item) === best} onOpen={onOpen}'
  const rows = lines(
    `{${last}.map(item => (`,
    features.has('select') ? [`  <Row ${props}>`, `    ${checkbox}`, '  </Row>'] : `  <Row ${props} />`,
    '))}',
  )
  if (layout === 'cards') return lines('<ul className="cards">', indent(1, rows), '</ul>')
  const headings = fields.map(({ name, label }) => features.has('sort')
    ? `<th onClick={() => sortOn('${name}')}>${label}</th>`
    : `<th>${label}</th>`)
  return `<table>
  <thead>
    <tr>
${indent(3, features.has('select') && '<th />', headings)}
    </tr>
  </thead>
  <tbody>
${indent(2, rows)}
  </tbody>
</table>`
}

/** @param {Component} component */
function markup(component) {
  const { block, hue, main } = component
  const above = forFeatures(component, {
    search: `<input type="search" placeholder="${main.text.label}" value={needle} onChange={event => setNeedle(event.target.value)} />`,
    minimum: '<input type="number" min={0} value={minimum} onChange={event => setMinimum(event.target.valueAsNumber)} />',
  })
  const below = forFeatures(component, {
    totals: '<p className="total">{formatMoney(total)}</p>',
    select: '<button type="button" disabled={selected.size === 0} onClick={removeSelected}>{`Remove ${selected.size}`}</button>',
    pages: `<nav>
  <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>Back</button>
  {\`\${page + 1} / \${lastPage + 1}\`}
  <button type="button" disabled={page >= lastPage} onClick={() => setPage(page + 1)}>Next</button>
</nav>`,
    add: `<form onSubmit={add}>
  <input required placeholder="${main.text.label}" value={draft} onChange={event => setDraft(event.target.value)} />
  <button type="submit">Add</button>
</form>`,
  })
  return lines(
    `<section className="panel ${block}" style={{ borderColor: 'hsl(${hue} 55% 42%)' }}>`,
    '  <h2>{caption}</h2>',
    indent(1, above, list(component), below),
    '</section>',
  )
}

/** @param {Component} component */
function componentFile(component) {
  const { entity, heading, name } = component
  const code = `${recordType(component)}

const initial: ${entity}[] = [
${lines(recordLiterals(component))}
]

${scoreFunction(component)}

${rowComponent(component)}

interface Props {
  heading?: string
  onOpen?: (id: number) => void
  onChange?: (count: number) => void
}

export function ${name}({ heading = '${heading}', onOpen, onChange }: Props) {
  const [items, setItems] = useState(initial)
${indent(1, state(component), '', derived(component), '', 'useEffect(() => onChange?.(items.length), [items.length, onChange])', handlers(component))}

  return (
${indent(2, markup(component))}
  )
}
`
  return lines(
    importUsed(['useEffect', 'useState', 'type FormEvent', 'type ReactNode'], 'react', code),
    importShared(code),
    '',
    code,
  )
}

function viewFile({ name, components }) {
  return `${lines(components.map(item => `import { ${item.name} } from '../components/${item.name}'`))}

export default function ${name}() {
  return (
    <>
${indent(3, components.map(item => `<${item.name} />`))}
    </>
  )
}
`
}

function appFile(views) {
  return `import { lazy, Suspense, useState } from 'react'

const views = [
${indent(1, views.map(({ name }) => `lazy(() => import('./views/${name}')),`))}
]

export function App() {
  const [current, setCurrent] = useState(0)
  const View = views[current]
  return (
    <Suspense fallback="Loading">
      {views.map((_, index) => <button key={index} type="button" onClick={() => setCurrent(index)}>{index + 1}</button>)}
      <View />
    </Suspense>
  )
}
`
}

const MAIN = `import { createRoot } from 'react-dom/client'
import { App } from './App'
import './app.css'

createRoot(document.getElementById('app')!).render(<App />)
`

const CSS = `.panel { padding: 1rem; border: 1px solid; border-radius: 8px; }
.cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; }
.is-best { font-weight: 600; }
.total { text-align: right; }
`

/** @returns {Record<string, string>} the files of the app, text by path */
export function reactApp(count) {
  const { components, views } = describeApp(count)
  const imports = [
    `import babel from '@rolldown/plugin-babel'`,
    `import react, { reactCompilerPreset } from '@vitejs/plugin-react'`,
  ]
  return {
    ...sharedFiles({ entry: 'src/main.tsx', imports, plugins: 'react(), babel({ presets: [reactCompilerPreset()] })' }),
    'src/main.tsx': MAIN,
    'src/app.css': CSS,
    'src/App.tsx': appFile(views),
    ...filesOf(views, name => `src/views/${name}.tsx`, viewFile),
    ...filesOf(components, name => `src/components/${name}.tsx`, componentFile),
  }
}
