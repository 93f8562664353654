/** Pieces of source text which more than one framework needs. */

/** @typedef {import('./model.mjs').Component} Component */
/** @typedef {import('./model.mjs').Feature} Feature */

/**
 * Joins lines and nested lists of lines; skips what is false or undefined, so
 * that optional parts can be written as `condition && line`.
 */
export function lines(...parts) {
  return parts.flat(Infinity).filter(part => typeof part === 'string').join('\n')
}

/** Indents every line of a block which is not empty. */
export function indent(depth, ...parts) {
  const pad = '  '.repeat(depth)
  return lines(...parts).split('\n').map(line => line === '' ? line : pad + line).join('\n')
}

/**
 * The snippets of those features which the component has.
 * @param {Component} component
 * @param {Partial<Record<Feature, string>>} snippets
 */
export function forFeatures({ features }, snippets) {
  return Object.entries(snippets).filter(([feature]) => features.has(feature)).map(([, text]) => text)
}

/** An import of those names which the rest of the file uses. */
export function importUsed(names, from, rest) {
  const used = names.filter(name => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(rest))
  return used.length > 0 && `import { ${used.join(', ')} } from '${from}'`
}

/** The imports of the shared modules of the app. */
export function importShared(rest) {
  return [
    importUsed(['matches', 'pageOf', 'sortBy', 'sumOf', 'type Direction'], '../lib/collection', rest),
    importUsed(['formatDate', 'formatMoney', 'plural'], '../lib/format', rest),
  ]
}

/**
 * From all items to those on the screen, one step per feature.
 * @param {Component} component
 * @param {object} dialect
 * @param {(expression: string) => string} dialect.derive  how a value is declared
 * @param {(name: string) => string} dialect.read          how a value is read
 */
export function pipeline({ features, main, pageSize }, { derive, read }) {
  const steps = {
    search: { name: 'found', of: items => `${items}.filter(item => matches(item.${main.text.name}, ${read('needle')}))` },
    minimum: { name: 'large', of: items => `${items}.filter(item => item.${main.number.name} >= ${read('minimum')})` },
    sort: { name: 'sorted', of: items => `sortBy(${items}, ${read('sortKey')}, ${read('direction')})` },
    pages: { name: 'paged', of: items => `pageOf(${items}, ${read('page')}, ${pageSize})` },
  }
  const text = []
  let last = 'items'
  for (const [feature, { name, of }] of Object.entries(steps)) {
    if (!features.has(feature)) continue
    text.push(`const ${name} = ${derive(of(read(last)))}`)
    last = name
  }
  return { text, last }
}
