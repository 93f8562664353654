import { describe, expect, it } from 'vitest'
import { countsOf, expectEqual } from '../support/contract'
import { type BuildResult, World } from '../support/world'

const BUNDLER = { bundler: 'rollup' } as const
const HOME = 'plugins/node_modules'

/**
 * A project for Rollup with a plugin from a package. Its `transform` calls `note(id)`, and what was noted is emitted
 * at the end, so that each step that was wrongly skipped is missing from the output.
 */
function projectWithPackage(files: Record<string, string>, more: Record<string, string> = {}): World {
  const packages = Object.entries(files).map(([path, content]) => [`${HOME}/${path}`, content])
  return new World({
    'package.json': '{ "name": "app", "type": "module" }',
    'src/main.js': `import './a.js'\nconsole.log('main')`,
    'src/a.js': `import './b.js'\nconsole.log('a')`,
    'src/b.js': `console.log('b')`,
    [`${HOME}/plugin-x/package.json`]: '{ "name": "plugin-x", "version": "1.0.0", "type": "module", "main": "index.js" }',
    'rollup.config.mjs': `
      import x from './${HOME}/plugin-x/index.js'
      export default { input: 'src/main.js', plugins: [cache(), x({ word: 'log' })], output: { dir: 'dist' } }`,
    ...Object.fromEntries(packages) as Record<string, string>,
    ...more,
  })
}

/** A plugin whose notes are made and read by these expressions; `imports` are lines at the top of its file. */
function pluginWith({ imports = '', perPlugin = '', note, all }: Shape): string {
  return `${imports}
    export default function x({ word }) {
      ${perPlugin}
      return {
        name: 'x',
        transform(code, id) {
          ${note}
          return { code: code.replaceAll(word, 'info'), map: null }
        },
        generateBundle() {
          this.emitFile({ type: 'asset', fileName: 'notes.txt', source: String(${all}) })
        },
      }
    }`
}

interface Shape {
  imports?: string
  perPlugin?: string
  note: string
  all: string
  files?: Record<string, string>
}

const STORE = `const notes = []\nexport function add(id) { notes.push(id.split('/').at(-1)) }\nexport function all() { return notes.join() }`

const SHAPES: Record<string, Shape> = {
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
      'plugin-x-core/package.json': '{ "name": "plugin-x-core", "version": "1.0.0", "type": "module", "main": "index.js" }',
      'plugin-x-core/index.js': STORE,
    },
  },
  'a package of another name from its repository': {
    imports: `import { add, all } from 'store-of-x'`,
    note: 'add(id)',
    all: 'all()',
    files: {
      'plugin-x/package.json': '{ "name": "plugin-x", "version": "1.0.0", "type": "module", "main": "index.js", "repository": "github:somebody/x" }',
      'store-of-x/package.json': '{ "name": "store-of-x", "version": "1.0.0", "type": "module", "main": "index.js", "repository": { "url": "github:somebody/x" } }',
      'store-of-x/index.js': STORE,
    },
  },
  'an instance of a class of another package': {
    imports: `import { Store } from 'store-of-others'`,
    perPlugin: 'const store = new Store()',
    note: 'store.add(id)',
    all: 'store.list',
    files: {
      'store-of-others/package.json': '{ "name": "store-of-others", "version": "1.0.0", "type": "module", "main": "index.js" }',
      'store-of-others/index.js': `export class Store { list = []\n add(id) { this.list.push(id.split('/').at(-1)) } }`,
    },
  },
}

/** Builds without the cache and three times with it; all give the same. */
async function buildThrice(world: World): Promise<BuildResult[]> {
  const plain = await world.build({ ...BUNDLER, cache: false })
  const builds: BuildResult[] = []
  for (let count = 0; count < 3; count++)
    builds.push(await world.build(BUNDLER))
  for (const build of builds)
    expectEqual(build, plain)
  return builds
}

function refusalOf({ report }: BuildResult, plugin: string): string | undefined {
  return report?.notMemoized.find(entry => entry.plugin === plugin)?.reason
}

describe('a plugin that nobody knows is not memoized when it keeps state in', () => {
  it.each(Object.entries(SHAPES))('%s', async (_name, shape) => {
    const plugin = pluginWith(shape).replace('generateBundle()', 'async generateBundle()')
    const builds = await buildThrice(projectWithPackage({ 'plugin-x/index.js': plugin, ...shape.files }))
    for (const build of builds) {
      expect(refusalOf(build, 'x')).toMatch(/^keeps state \(.+\)$/)
      expect(countsOf(build, 'x').hits).toBe(0)
    }
  })
})

describe('a plugin that nobody knows is memoized from the second build on', () => {
  it.each<[string, Omit<Shape, 'note' | 'all'> & { note?: string }]>([
    ['when it holds nothing but options', {}],
    ['when it only reads what it holds', { perPlugin: 'const words = new Map([["log", 1]])', note: 'words.get(word)' }],
    ['when its helpers are in other files', { imports: `import { up } from './up.js'`, note: 'up(code)', files: { 'plugin-x/up.js': 'const table = { a: 1 }\nexport function up(code) { return table[code] }' } }],
    ['when a package that it uses keeps state for itself', {
      imports: `import { parse } from 'parser'`,
      note: 'parse(code)',
      files: {
        'parser/package.json': '{ "name": "parser", "version": "1.0.0", "type": "module", "main": "index.js" }',
        'parser/index.js': 'const cache = new Map()\nlet calls = 0\nexport function parse(code) { calls++\n cache.set(code, calls)\n return calls }',
      },
    }],
    ['when it loads the code of another package late', {
      perPlugin: 'let parser\nlet loading',
      note: 'loading ??= import("parser").then(it => parser = it)',
      files: {
        'parser/package.json': '{ "name": "parser", "version": "1.0.0", "type": "module", "main": "index.js" }',
        'parser/index.js': 'export function parse(code) { return code }',
      },
    }],
  ])('%s', async (_name, shape) => {
    const plugin = pluginWith({ note: '', all: '0', ...shape })
    const [cold, second, third] = await buildThrice(projectWithPackage({ 'plugin-x/index.js': plugin, ...shape.files }))
    expect(refusalOf(cold!, 'x')).toBeUndefined()
    expect(countsOf(cold!, 'x')).toMatchObject({ hits: 0, misses: 3 })
    expect(countsOf(second!, 'x')).toMatchObject({ hits: 3, misses: 0 })
    expect(countsOf(third!, 'x')).toMatchObject({ hits: 3, misses: 0 })
  })
})

describe('a result of a plugin that nobody knows is not kept', () => {
  it.each([
    ['when it shows the time', '"// " + new Date().toISOString()', 'shows the time'],
    ['when it shows the year', '"// " + new Date().getFullYear()', 'shows the time'],
    ['when it shows milliseconds', '"// " + Date.now().toString(36)', 'shows the time'],
    ['when it got a random number', '"// " + Math.floor(Math.random() * 10)', 'gets something random'],
  ])('%s', async (_name, text, reason) => {
    const world = projectWithPackage({ 'plugin-x/index.js': `export default () => ({ name: 'x', transform: code => ({ code: code + ${text}, map: null }) })` })
    for (let count = 0; count < 2; count++) {
      const { report } = await world.build(BUNDLER)
      expect(report?.totals.hits).toBe(0)
      expect(report?.plugins[0]?.hooks[0]?.uncacheable).toEqual({ [reason]: 3 })
    }
  })

  it('but is when it only measures', async () => {
    const world = projectWithPackage({ 'plugin-x/index.js': `export default () => ({ name: 'x', transform(code) { const start = Date.now()\nif (Date.now() - start > 1e9) throw new Error('slow')\nreturn { code: code + '//', map: null } } })` })
    await world.build(BUNDLER)
    expect(countsOf(await world.build(BUNDLER), 'x')).toMatchObject({ hits: 3 })
  })
})

describe('a plugin that nobody knows is not memoized', () => {
  it.each([
    ['when a step writes files', `fs.writeFileSync('seen.txt', id)`, 'a step writes files'],
    ['when a step starts a process', `child.execFileSync('true')`, 'a step starts a process'],
    ['when a step talks to a process', 'echo.stdin.write(id)', 'a step talks to a process'],
    ['when a step uses a worker', 'worker.postMessage(1)', 'a step uses a worker thread'],
    ['when a step uses the port of a worker', 'port.postMessage(1)', 'a step uses a worker thread'],
  ])('%s', async (_name, note, reason) => {
    const imports = `import fs from 'node:fs'\nimport child from 'node:child_process'\nimport { MessageChannel, Worker } from 'node:worker_threads'`
    const source = `${imports}
      export default () => {
        const echo = child.spawn('cat')
        const worker = new Worker('', { eval: true })
        const { port1: port } = new MessageChannel()
        for (const it of [echo, echo.stdin, echo.stdout, echo.stderr, worker, port])
          it.unref()
        return { name: 'x', transform(code, id) { ${note}\nreturn { code: code + '//', map: null } } }
      }`
    const world = projectWithPackage({ 'plugin-x/index.js': source })
    const { report } = await world.build(BUNDLER)
    expect(report?.notMemoized).toEqual([{ plugin: 'x', reason }])
    const second = await world.build(BUNDLER)
    expect(refusalOf(second, 'x')).toBe(reason)
    expect(second.report?.totals.hits).toBe(0)
  })
})

describe('a verdict', () => {
  const COLLECTS = `
    const icons = []
    export default ({ word }) => ({
      name: 'x',
      transform(code) { if (code.includes('icon:')) icons.push(code); return { code: code.replaceAll(word, 'info'), map: null } },
      generateBundle() { this.emitFile({ type: 'asset', fileName: 'icons.txt', source: String(icons.length) }) },
    })`

  it('is taken back when a later build shows state, with all that was stored under it', async () => {
    const world = projectWithPackage({ 'plugin-x/index.js': COLLECTS })
    await buildThrice(world)
    world.edit('src/b.js', 'b', 'icon:b')
    const [edited, next, last] = await buildThrice(world)
    expect(countsOf(edited!, 'x')).toMatchObject({ hits: 2, misses: 1 })
    for (const build of [edited!, next!, last!])
      expect(refusalOf(build, 'x')).toBe('keeps state (module§icons.length)')
    world.edit('src/b.js', 'icon:b', 'b')
    for (const build of await buildThrice(world))
      expect(countsOf(build, 'x').hits).toBe(0)
  })

  it('is about the plugin with the options that it has', async () => {
    const source = `
      export default ({ word, isCounting }) => { const counts = []; return {
        name: 'x',
        transform(code, id) { if (isCounting) counts.push(id); return { code: code.replaceAll(word, 'info'), map: null } },
        generateBundle() { this.emitFile({ type: 'asset', fileName: 'counts.txt', source: String(counts.length) }) },
      } }`
    const world = projectWithPackage({ 'plugin-x/index.js': source })
    const [, second] = await buildThrice(world)
    expect(countsOf(second!, 'x').hits).toBe(3)
    world.edit('rollup.config.mjs', `word: 'log'`, `word: 'log', isCounting: true`)
    for (const build of await buildThrice(world))
      expect(refusalOf(build, 'x')).toBe('keeps state (transform§counts.length)')
    world.edit('rollup.config.mjs', ', isCounting: true', '')
    const [again] = await buildThrice(world)
    expect(refusalOf(again!, 'x')).toBeUndefined()
  })

  it('is found again when a helper of the plugin changes', async () => {
    const world = projectWithPackage({
      'plugin-x/index.js': pluginWith({ imports: `import { note, all } from './store.js'`, note: 'note(id)', all: 'all()' }),
      'plugin-x/store.js': 'const ids = []\nexport function note() {}\nexport function all() { return ids.length }',
    })
    const [, second] = await buildThrice(world)
    expect(countsOf(second!, 'x').hits).toBe(3)
    world.edit(`${HOME}/plugin-x/store.js`, 'note() {}', 'note(id) { ids.push(id) }')
    for (const build of await buildThrice(world))
      expect(refusalOf(build, 'x')).toMatch(/^keeps state/)
  })
})
