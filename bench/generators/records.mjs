import { lines } from './source.mjs'

/** Source text about the records which a component shows. */

/** @typedef {import('./model.mjs').Component} Component */
/** @typedef {import('./model.mjs').Field} Field */

const TS_TYPES = { text: 'string', number: 'number', money: 'number', date: 'string', flag: 'boolean' }

/** @param {Component} component */
export function recordType({ entity, fields }) {
  return lines(
    `interface ${entity} {`,
    '  id: number',
    fields.map(field => `  ${field.name}: ${TS_TYPES[field.type]}`),
    '}',
  )
}

function literal(value) {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** The initial records as the elements of an array literal. */
export function recordLiterals({ rows }) {
  return rows.map((row) => {
    const entries = Object.entries(row).map(([name, value]) => `${name}: ${literal(value)}`)
    return `  { ${entries.join(', ')} },`
  })
}

/** @param {Component} component */
export function scoreFunction({ entity, scoreExpression }) {
  return lines(
    `function scoreOf(item: ${entity}): number {`,
    `  return Math.round(${scoreExpression})`,
    '}',
  )
}

/**
 * The expression which shows a field of `item`.
 * @param {Field} field
 */
export function shown(field) {
  const value = `item.${field.name}`
  switch (field.type) {
    case 'money': return `formatMoney(${value})`
    case 'date': return `formatDate(${value})`
    case 'flag': return `${value} ? 'yes' : 'no'`
    default: return value
  }
}

/** A new record as an object literal, for the feature "add". */
export function newRecord({ fields, main }, idExpression, textExpression) {
  const values = { text: `''`, number: '0', money: '0', date: 'new Date().toISOString()', flag: 'false' }
  const entries = fields.map(field => `${field.name}: ${field === main.text ? textExpression : values[field.type]}`)
  return `{ id: ${idExpression}, ${entries.join(', ')} }`
}
