/** Files which are the same in the apps of every framework. */

const FORMAT = `const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })

export function formatMoney(cents: number): string {
  return money.format(cents / 100)
}

export function formatDate(iso: string): string {
  return date.format(new Date(iso))
}

export function plural(count: number, word: string): string {
  return count === 1 ? \`1 \${word}\` : \`\${count} \${word}s\`
}
`

const COLLECTION = `export type Direction = 1 | -1

export function sortBy<T>(items: readonly T[], key: keyof T, direction: Direction): T[] {
  return [...items].sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0) * direction)
}

export function matches(text: string, needle: string): boolean {
  return needle === '' || text.toLowerCase().includes(needle.toLowerCase())
}

export function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0)
}

export function pageOf<T>(items: readonly T[], page: number, size: number): T[] {
  return items.slice(page * size, (page + 1) * size)
}
`

/** @param {string} entry path of the first module */
function indexHtml(entry) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <title>Generated app</title>
  </head>
  <body>
    <div id="app"></div>
    <script type="module" src="/${entry}"></script>
  </body>
</html>
`
}

/** Caches go into its `node_modules`. */
const MANIFEST = '{ "name": "generated", "private": true, "type": "module" }\n'

/**
 * Where CACHES does not name `ours`, the build has nothing of the cache in it, not even the import.
 * @param {string[]} imports
 * @param {string} plugins
 */
function viteConfig(imports, plugins) {
  return `import process from 'node:process'
${imports.join('\n')}
import { defineConfig } from 'vite'

const caches = (process.env.CACHES ?? 'ours').split(',')
const cache = caches.includes('ours') ? [(await import('unplugin-cache/vite')).default()] : []

export default defineConfig({
  plugins: [${[plugins, '...cache'].filter(Boolean).join(', ')}],
  logLevel: 'warn',
})
`
}

/**
 * @param {object} options
 * @param {string} options.entry      path of the first module
 * @param {string[]} options.imports  of the plugins, in the config
 * @param {string} options.plugins    elements of the list of plugins
 * @returns {Record<string, string>} text by path
 */
export function sharedFiles({ entry, imports, plugins }) {
  return {
    'package.json': MANIFEST,
    'index.html': indexHtml(entry),
    'vite.config.mjs': viteConfig(imports, plugins),
    'src/lib/format.ts': FORMAT,
    'src/lib/collection.ts': COLLECTION,
  }
}

/** One file per item, e.g. per component. */
export function filesOf(items, pathOf, textOf) {
  return Object.fromEntries(items.map(item => [pathOf(item.name), textOf(item)]))
}
