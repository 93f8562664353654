import { type Shape, manifestOf } from './project'

const STORE = `const notes = []\nexport function add(id) { notes.push(id.split('/').at(-1)) }\nexport function all() { return notes.join() }`

export const SHAPES: Record<string, Shape> = {
  'a Map in a second file of its package': {
    imports: `import { add, all } from './store.js'`,
    note: 'add(id)',
    all: 'all()',
    files: { 'plugin-x/store.js': `const notes = new Map()\nexport function add(id) { notes.set(id, id.length) }\nexport function all() { return [...notes.keys()].map(id => id.split('/').at(-1)).join() }` },
  },
  'a Map in a second file of its package that is CommonJS': {
    imports: `import store from './store.cjs'`,
    note: 'store.add(id)',
    all: 'store.all()',
    files: { 'plugin-x/store.cjs': `const notes = new Map()\nexports.add = id => notes.set(id, 1)\nexports.all = () => [...notes.keys()].map(id => id.split('/').at(-1)).join()` },
  },
  'all that a second file exports': {
    imports: `import * as store from './store.js'`,
    note: 'store.add(id)',
    all: 'store.all()',
    files: { 'plugin-x/store.js': STORE },
  },
  'a field of a class': {
    imports: 'class Notes { list = []\n add(id) { this.list.push(id.split("/").at(-1)) } }',
    perPlugin: 'const notes = new Notes()',
    note: 'notes.add(id)',
    all: 'notes.list',
  },
  'a private field of a class': {
    imports: 'class Notes { #list = []\n add(id) { this.#list.push(id.split("/").at(-1)) }\n all() { return this.#list } }',
    perPlugin: 'const notes = new Notes()',
    note: 'notes.add(id)',
    all: 'notes.all()',
  },
  'a static field of a class': {
    imports: 'class Notes { static list = [] }',
    note: 'Notes.list.push(id.split("/").at(-1))',
    all: 'Notes.list',
  },
  'a variable that the methods of a class see': {
    imports: `import { Notes } from './notes.js'`,
    perPlugin: 'const notes = new Notes()',
    note: 'notes.add(id)',
    all: 'notes.all()',
    files: { 'plugin-x/notes.js': `let list = ''\nexport class Notes { add(id) { list += id.split('/').at(-1) }\n all() { return list } }` },
  },
  'a counter': { perPlugin: 'let count = 0', note: 'count++', all: 'count' },
  'a counter whose name is not ASCII': { perPlugin: 'let zähler = 0', note: 'zähler++', all: 'zähler' },
  'a counter whose name is written with escapes': { perPlugin: 'let number = 0', note: 'n\\u0075mb\\u{65}r++', all: 'number' },
  'an array': { perPlugin: 'const notes = []', note: 'notes.push(id.split("/").at(-1))', all: 'notes' },
  'a set deep in an object': { perPlugin: 'const my = { deep: { down: { notes: new Set() } } }', note: 'my.deep.down.notes.add(id.split("/").at(-1))', all: '[...my.deep.down.notes]' },
  'what a closure holds that was made elsewhere': {
    imports: `import { create } from './create.js'`,
    perPlugin: 'const { add, all } = create()',
    note: 'add(id)',
    all: 'all()',
    files: { 'plugin-x/create.js': `export function create() { const notes = []\n return { add: id => notes.push(id.split('/').at(-1)), all: () => notes.join() } }` },
  },
  'a getter of an object': {
    perPlugin: 'let count = 0\nconst my = { get next() { return ++count } }',
    note: 'my.next',
    all: 'count',
  },
  'a WeakMap': {
    imports: 'const counts = new WeakMap()\nconst key = {}',
    note: 'counts.set(key, (counts.get(key) ?? 0) + 1)',
    all: 'counts.get(key)',
  },
  'a WeakMap whose only value changes': {
    imports: 'const counts = new WeakMap()\nconst key = {}\ncounts.set(key, { count: 0 })',
    note: 'counts.get(key).count++',
    all: 'counts.get(key).count',
  },
  'what stands behind a proxy': {
    perPlugin: 'const notes = []\nconst my = new Proxy({}, { get: (_, name) => id => notes.push(id.split("/").at(-1) + name) })',
    note: 'my.seen(id)',
    all: 'notes',
  },
  'what a promise has come to': {
    perPlugin: 'const opening = Promise.resolve([])',
    note: 'return opening.then(notes => { notes.push(id.split("/").at(-1))\n return null })',
    all: '(await opening).join()',
  },
  'the global object': { note: '(globalThis.__x ??= []).push(id.split("/").at(-1))', all: 'globalThis.__x' },
  'a global variable by its name': {
    imports: `import './global.js'`,
    note: '__notes.push(id.split("/").at(-1))',
    all: '__notes',
    files: { 'plugin-x/global.js': 'globalThis.__notes = []' },
  },
  'a property of a function': {
    imports: 'function helper(id) { (helper.notes ??= []).push(id.split("/").at(-1)) }',
    note: 'helper(id)',
    all: 'helper.notes',
  },
  'a helper package that it owns': {
    imports: `import { add, all } from 'plugin-x-core'`,
    note: 'add(id)',
    all: 'all()',
    files: {
      'plugin-x-core/package.json': manifestOf('plugin-x-core'),
      'plugin-x-core/index.js': STORE,
    },
  },
  'a package of another name from its repository': {
    imports: `import { add, all } from 'store-of-x'`,
    note: 'add(id)',
    all: 'all()',
    files: {
      'plugin-x/package.json': manifestOf('plugin-x', { repository: 'github:somebody/x' }),
      'store-of-x/package.json': manifestOf('store-of-x', { repository: { url: 'github:somebody/x' } }),
      'store-of-x/index.js': STORE,
    },
  },
  'an instance of a class of another package': {
    imports: `import { Store } from 'store-of-others'`,
    perPlugin: 'const store = new Store()',
    note: 'store.add(id)',
    all: 'store.list',
    files: {
      'store-of-others/package.json': manifestOf('store-of-others'),
      'store-of-others/index.js': `export class Store { list = []\n add(id) { this.list.push(id.split('/').at(-1)) } }`,
    },
  },
}

export const HARMLESS: Record<string, Partial<Shape>> = {
  'with nothing but options': {},
  'that only reads what it holds': { perPlugin: 'const words = new Map([["log", 1]])', note: 'words.get(word)' },
  'with helpers in other files': {
    imports: `import { up } from './up.js'`,
    note: 'up(code)',
    files: { 'plugin-x/up.js': 'const table = { a: 1 }\nexport function up(code) { return table[code] }' },
  },
  'that uses a package which keeps state for itself': {
    imports: `import { parse } from 'parser'`,
    note: 'parse(code)',
    files: {
      'parser/package.json': manifestOf('parser'),
      'parser/index.js': 'const cache = new Map()\nlet calls = 0\nexport function parse(code) { calls++\n cache.set(code, calls)\n return calls }',
    },
  },
  'that loads the code of another package late': {
    perPlugin: 'let parser\nlet loading',
    note: 'loading ??= import("late-parser").then(it => parser = it)',
    files: {
      'late-parser/package.json': manifestOf('late-parser'),
      'late-parser/index.js': 'export function parse(code) { return code }',
    },
  },
}
