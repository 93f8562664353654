import { describeApp } from './model.mjs'
import { newRecord, recordLiterals, recordType, scoreFunction, shown } from './records.mjs'
import { filesOf, sharedFiles } from './shared-files.mjs'
import { forFeatures, importShared, indent, lines, pipeline } from './source.mjs'
import { componentStyle, THEME_FILES } from './vue-styles.mjs'

/** @typedef {import('./model.mjs').Component} Component */

const DIALECT = { derive: expression => `computed(() => ${expression})`, read: name => `${name}.value` }

/** @param {Component} component */
function state(component) {
  const { entity, main } = component
  return forFeatures(component, {
    search: `const needle = ref('')`,
    minimum: 'const minimum = ref(0)',
    sort: `const sortKey = ref<keyof ${entity}>('${main.date.name}')\nconst direction = ref<Direction>(1)`,
    pages: 'const page = ref(0)',
    select: 'const selected = ref(new Set<number>())',
    add: `const draft = ref('')`,
  })
}

/** @param {Component} component */
function derived(component) {
  const { entity, main, pageSize } = component
  const { text, last } = pipeline(component, DIALECT)
  return lines(
    text,
    `const best = computed(() => Math.max(0, ...${last}.value.map(scoreOf)))`,
    `const caption = computed(() => \`\${props.heading}: \${plural(${last}.value.length, '${entity.toLowerCase()}')}\`)`,
    forFeatures(component, {
      pages: `const lastPage = computed(() => Math.max(0, Math.ceil(items.value.length / ${pageSize}) - 1))`,
      totals: `const total = computed(() => sumOf(${last}.value, item => item.${main.money.name}))`,
    }),
  )
}

/** @param {Component} component */
function handlers(component) {
  return forFeatures(component, {
    sort: `
function sortOn(key: keyof ${component.entity}) {
  direction.value = sortKey.value === key && direction.value === 1 ? -1 : 1
  sortKey.value = key
}`,
    select: `
function toggle(id: number) {
  if (!selected.value.delete(id)) selected.value.add(id)
}

function removeSelected() {
  items.value = items.value.filter(item => !selected.value.has(item.id))
  selected.value.clear()
  emit('change', items.value.length)
}`,
    add: `
function add() {
  items.value.push(${newRecord(component, 'items.value.length + 1', 'draft.value')})
  draft.value = ''
  emit('change', items.value.length)
}`,
  })
}

/** @param {Component} component */
function script(component) {
  const { entity, heading } = component
  return `${recordType(component)}

const props = withDefaults(defineProps<{ heading?: string, dense?: boolean }>(), { heading: '${heading}' })
const emit = defineEmits<{ open: [id: number], change: [count: number] }>()

const items = ref<${entity}[]>([
${lines(recordLiterals(component))}
])
${lines(state(component), '', scoreFunction(component), '', derived(component), handlers(component))}`
}

/** @param {Component} component */
function rows(component) {
  const { block, features, fields, layout, main } = component
  const { last } = pipeline(component, DIALECT)
  const [outer, cell] = layout === 'table' ? ['tr', 'td'] : ['div', 'span']
  const checkbox = '<input type="checkbox" :checked="selected.has(item.id)" @change="toggle(item.id)">'
  return lines(
    `<${outer}`,
    `  v-for="item in ${last}" :key="item.id" class="${block}__row"`,
    `  :class="{ 'is-best': scoreOf(item) === best, 'is-${main.flag.name}': item.${main.flag.name} }"`,
    `  @dblclick="emit('open', item.id)"`,
    '>',
    features.has('select') && `  <${cell}>${checkbox}</${cell}>`,
    fields.map(field => `  <${cell} class="${field.type}" title="${field.label}">{{ ${shown(field)} }}</${cell}>`),
    `</${outer}>`,
  )
}

/** @param {Component} component */
function list(component) {
  const { block, features, fields, layout } = component
  if (layout === 'cards') return lines(`<div class="${block}__cards" :class="{ dense }">`, indent(1, rows(component)), '</div>')
  const headings = fields.map(({ name, label }) => features.has('sort')
    ? `<th @click="sortOn('${name}')">${label}</th>`
    : `<th>${label}</th>`)
  return lines(
    '<table :class="{ dense }">',
    '  <tr>',
    indent(2, features.has('select') ? '<th />' : [], headings),
    '  </tr>',
    indent(1, rows(component)),
    '</table>',
  )
}

/** @param {Component} component */
function template(component) {
  const { block, main } = component
  const above = forFeatures(component, {
    search: `<input v-model.trim="needle" type="search" placeholder="${main.text.label}">`,
    minimum: '<label>At least <input v-model.number="minimum" type="number" min="0"></label>',
  })
  const below = forFeatures(component, {
    totals: `<p class="${block}__total">{{ formatMoney(total) }}</p>`,
    select: '<button type="button" :disabled="selected.size === 0" @click="removeSelected">Remove {{ selected.size }}</button>',
    pages: `<nav>
  <button type="button" :disabled="page === 0" @click="page--">Back</button>
  {{ page + 1 }} / {{ lastPage + 1 }}
  <button type="button" :disabled="page >= lastPage" @click="page++">Next</button>
</nav>`,
    add: `<form @submit.prevent="add">
  <input v-model="draft" required placeholder="${main.text.label}">
  <button type="submit">Add</button>
</form>`,
  })
  return lines(`<section class="${block}">`, '  <h2>{{ caption }}</h2>', indent(1, above, list(component), below), '</section>')
}

/** @param {Component} component */
function componentFile(component) {
  const code = script(component)
  const markup = template(component)
  return `<script setup lang="ts">
import { computed, ref } from 'vue'
${lines(importShared(code + markup))}

${code}
</script>

<template>
${indent(1, markup)}
</template>

<style scoped lang="scss">
${componentStyle(component)}
</style>
`
}

function viewFile({ components }) {
  return `<script setup lang="ts">
${lines(components.map(({ name }) => `import ${name} from '../components/${name}.vue'`))}
</script>

<template>
  <div>
${indent(2, components.map(({ name }) => `<${name} />`))}
  </div>
</template>
`
}

function appFile(views) {
  return `<script setup lang="ts">
import { defineAsyncComponent, ref } from 'vue'

const views = [
${indent(1, views.map(({ name }) => `defineAsyncComponent(() => import('./views/${name}.vue')),`))}
]
const current = ref(0)
</script>

<template>
  <button v-for="(_, index) in views" :key="index" type="button" @click="current = index">{{ index + 1 }}</button>
  <component :is="views[current]" />
</template>
`
}

const MAIN = `import { createApp } from 'vue'
import App from './App.vue'

createApp(App).mount('#app')
`

/** @returns {Record<string, string>} the files of the app, text by path */
export function vueApp(count) {
  const { components, views } = describeApp(count)
  return {
    ...sharedFiles({ entry: 'src/main.ts', imports: [`import vue from '@vitejs/plugin-vue'`], plugins: 'vue()' }),
    ...THEME_FILES,
    'src/main.ts': MAIN,
    'src/App.vue': appFile(views),
    ...filesOf(views, name => `src/views/${name}.vue`, viewFile),
    ...filesOf(components, name => `src/components/${name}.vue`, componentFile),
  }
}
