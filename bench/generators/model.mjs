/**
 * What the components of the generated apps are about, without any framework:
 * a list of records with some fields and a few features on top of it.
 * Everything follows from the index of the component, so two runs of the
 * generator write the same bytes.
 */

/** @typedef {'text' | 'number' | 'money' | 'date' | 'flag'} FieldType */
/** @typedef {{ name: string, type: FieldType, label: string }} Field */
/** @typedef {'search' | 'minimum' | 'sort' | 'pages' | 'select' | 'totals' | 'add'} Feature */

/**
 * @typedef {object} Component
 * @property {string} name      name of the component and its file
 * @property {string} entity    name of the record type
 * @property {string} block     kebab-case name for CSS classes
 * @property {string} heading
 * @property {Field[]} fields
 * @property {Record<FieldType, Field>} main   the first field of each type
 * @property {Set<Feature>} features
 * @property {'table' | 'cards'} layout
 * @property {string} scoreExpression   arithmetic over `item`
 * @property {Record<string, unknown>[]} rows
 * @property {number} hue
 * @property {number} pageSize
 */

const ENTITIES = [
  'Invoice', 'Shipment', 'Booking', 'Ticket', 'Contract', 'Product', 'Campaign', 'Patient',
  'Vehicle', 'Recipe', 'Student', 'Payment', 'Device', 'Warehouse', 'Article', 'Report',
]

/** @type {Record<FieldType, string[]>} */
const FIELD_NAMES = {
  text: ['title', 'owner', 'city', 'reference', 'supplier', 'comment', 'email', 'category', 'region', 'contact'],
  number: ['quantity', 'score', 'weight', 'attempts', 'stock', 'distance', 'duration', 'seats'],
  money: ['price', 'budget', 'fee', 'discount', 'tax', 'deposit', 'refund'],
  date: ['createdAt', 'dueAt', 'shippedAt', 'reviewedAt', 'renewedAt', 'closedAt'],
  flag: ['active', 'archived', 'urgent', 'verified', 'locked', 'shared'],
}

const WORDS = [
  'north', 'amber', 'quiet', 'harbour', 'maple', 'signal', 'copper', 'orchard', 'river', 'summit',
  'velvet', 'lantern', 'meadow', 'granite', 'cobalt', 'willow', 'ember', 'prairie', 'falcon', 'cedar',
]

const ADJECTIVES = ['Open', 'Recent', 'Pending', 'Assigned', 'Regional', 'Overdue', 'Archived', 'Shared', 'Planned']

/** @type {Feature[]} */
const FEATURES = ['search', 'minimum', 'sort', 'pages', 'select', 'totals', 'add']

/**
 * The generator "mulberry32": small, and the same on every machine.
 * @param {number} seed
 */
function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

/** @param {() => number} random */
function toolsFor(random) {
  const integer = (from, to) => from + Math.floor(random() * (to - from + 1))
  const one = list => list[integer(0, list.length - 1)]
  const some = (list, count) => {
    const rest = [...list]
    return Array.from({ length: count }, () => rest.splice(integer(0, rest.length - 1), 1)[0])
  }
  return { integer, one, some }
}

/** `reviewedAt` → `Reviewed at` */
function labelOf(name) {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words[0].toUpperCase() + words.slice(1)
}

/** @returns {Field[]} */
function makeFields({ integer, some }) {
  const counts = { text: integer(1, 2), number: 1, money: 1, date: 1, flag: 1 }
  return Object.entries(counts).flatMap(([type, count]) =>
    some(FIELD_NAMES[type], count).map(name => ({ name, type, label: labelOf(name) })))
}

function makeValue(type, { integer, one }) {
  switch (type) {
    case 'text': return `${one(WORDS)} ${one(WORDS)}`
    case 'number': return integer(0, 120)
    case 'money': return integer(100, 90000)
    case 'date': return `202${integer(4, 6)}-0${integer(1, 9)}-${integer(10, 28)}`
    case 'flag': return integer(0, 1) === 1
  }
}

function makeScore(fields, { integer, one }) {
  const terms = fields
    .filter(field => field.type === 'number' || field.type === 'money')
    .map(field => `item.${field.name} ${one(['*', '/'])} ${integer(2, 19)}`)
  return `${terms.join(one([' + ', ' - ']))} + ${integer(1, 99)}`
}

/**
 * @param {number} index
 * @returns {Component}
 */
export function describeComponent(index) {
  const tools = toolsFor(randomNumbers(index * 7919 + 17))
  const { integer, one, some } = tools
  const entity = ENTITIES[index % ENTITIES.length]
  const layout = one(['table', 'cards'])
  const number = String(index + 1).padStart(3, '0')
  const fields = makeFields(tools)
  return {
    name: `${entity}${layout === 'table' ? 'Table' : 'Cards'}${number}`,
    entity,
    block: `${entity.toLowerCase()}-${number}`,
    heading: `${one(ADJECTIVES)} ${entity.toLowerCase()}s in ${one(WORDS)}`,
    fields,
    main: Object.fromEntries([...fields].reverse().map(field => [field.type, field])),
    features: new Set(some(FEATURES, integer(1, 3))),
    layout,
    scoreExpression: makeScore(fields, tools),
    rows: Array.from({ length: integer(2, 3) }, (_, id) => ({
      id: id + 1,
      ...Object.fromEntries(fields.map(field => [field.name, makeValue(field.type, tools)])),
    })),
    hue: integer(0, 359),
    pageSize: integer(4, 20),
  }
}

/** The components in groups: every group is one lazily loaded view. */
export function describeApp(count, perView = 10) {
  const components = Array.from({ length: count }, (_, index) => describeComponent(index))
  const views = []
  for (let from = 0; from < count; from += perView) {
    const name = `View${String(views.length + 1).padStart(3, '0')}`
    views.push({ name, components: components.slice(from, from + perView) })
  }
  return { components, views }
}
