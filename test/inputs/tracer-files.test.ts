import { once } from 'node:events'
import fs, { ReadStream, createReadStream, existsSync, promises, readFile, readFileSync, readdirSync, statSync } from 'node:fs'
import promisesModule, { access, lstat, open, opendir, readFile as readFilePromise, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { installTracer } from '../../src/inputs/tracer'
import { notesOf } from '../support/observer'
import { bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

const require = createRequire(import.meta.url)
const LIMIT = { timeout: 5000 }

/** Waits for a function that takes a callback. */
function called(call: (done: (...answer: unknown[]) => void) => void): Promise<unknown> {
  return new Promise(resolve => call(resolve))
}

/** Each way to read, by what must be noted of the path that it is given. */
const WAYS: Record<string, Record<string, (path: string) => unknown>> = {
  content: {
    'readFileSync': path => fs.readFileSync(path),
    'a named import of readFileSync': path => readFileSync(path),
    'readFile with a callback': path => called(done => fs.readFile(path, done)),
    'a named import of readFile': path => called(done => readFile(path, 'utf8', done)),
    'promises.readFile': path => fs.promises.readFile(path),
    'a named import of promises': path => promises.readFile(path),
    'a named import from fs/promises': path => readFilePromise(path),
    'the default import of fs/promises': path => promisesModule.readFile(path),
    'util.promisify': path => promisify(fs.readFile)(path),
    'a stream': path => text(fs.createReadStream(path)),
    'a named import of createReadStream': path => text(createReadStream(path)),
    'new ReadStream': path => text(Reflect.construct(ReadStream, [path]) as ReadStream),
    'openSync and readSync': (path) => {
      const descriptor = fs.openSync(path, 'r')
      fs.readSync(descriptor, Buffer.alloc(1))
      fs.closeSync(descriptor)
    },
    'open with a callback': path => called(done => fs.open(path, (_error, descriptor) => fs.close(descriptor, done))),
    'a file handle': async (path) => {
      const handle = await open(path)
      await handle.readFile()
      await handle.close()
    },
    'a Buffer for a path': path => fs.readFileSync(Buffer.from(path)),
    'a URL for a path': path => fs.readFileSync(pathToFileURL(path)),
    'a relative path': path => fs.readFileSync(relative(process.cwd(), path)),
    'require of node:fs': path => (require('node:fs') as typeof fs).readFileSync(path),
    'process.getBuiltinModule': path => (process.getBuiltinModule?.('fs') ?? fs).readFileSync(path),
    'openAsBlob': async path => (await fs.openAsBlob(path)).text(),
    'require of a JSON file': path => require(`${path}.json`) as unknown,
  },
  kind: {
    'existsSync': path => fs.existsSync(path),
    'a named import of existsSync': path => existsSync(path),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- plugins do use it
    'exists': path => called(done => fs.exists(path, done)),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- plugins do use it
    'promisified exists': path => promisify(fs.exists)(path),
    'accessSync': path => fs.accessSync(path),
    'access': path => called(done => fs.access(path, done)),
    'promises.access': path => access(path),
  },
  size: {
    'statSync': path => fs.statSync(path),
    'a named import of statSync': path => statSync(path),
    'lstatSync': path => fs.lstatSync(path),
    'stat with a callback': path => called(done => fs.stat(path, done)),
    'promises.stat': path => stat(path),
    'promises.lstat': path => lstat(path),
  },
  listing: {
    'readdirSync': path => fs.readdirSync(path),
    'a named import of readdirSync': path => readdirSync(path, { withFileTypes: true }),
    'readdir with a callback': path => called(done => fs.readdir(path, done)),
    'promises.readdir': path => readdir(path),
    'opendirSync': path => fs.opendirSync(path).closeSync(),
    'promises.opendir': async (path) => {
      const folder = await opendir(path)
      await folder.read()
      await folder.close()
    },
  },
  realpath: {
    'realpathSync': path => fs.realpathSync(path),
    'realpathSync.native': path => fs.realpathSync.native(path),
    'realpath.native': path => called(done => fs.realpath.native(path, done)),
    'promises.realpath': path => realpath(path),
    'readlink': path => readlink(path).catch(() => 'not a link'),
  },
}

beforeAll(() => installTracer())

describe('the tracer notes a path', () => {
  for (const [question, ways] of Object.entries(WAYS)) {
    for (const [way, read] of Object.entries(ways)) {
      it(`that is read with ${way}`, LIMIT, async () => {
        const dir = temporaryDir({ 'file': 'abc', 'file.json': '{}', 'folder/x': '' })
        const name = question === 'listing' ? 'folder' : 'file'
        const expected = way.includes('JSON') ? 'content file.json' : `${question} ${name}`
        expect(await notesOf(dir, () => read(join(dir, name)))).toContain(expected)
      })
    }
  }

  it('that is not there', async () => {
    const dir = temporaryDir()
    const notes = await notesOf(dir, () => {
      fs.existsSync(join(dir, 'a'))
      expect(() => fs.readFileSync(join(dir, 'b'))).toThrow('ENOENT')
      expect(fs.statSync(join(dir, 'c'), { throwIfNoEntry: false })).toBeUndefined()
    })
    expect(notes).toEqual(['kind a', 'content b', 'size c'])
  })

  it('that each folder has in a recursive listing', async () => {
    const dir = temporaryDir({ 'folder/below/x': '' })
    expect(await notesOf(dir, () => fs.readdirSync(join(dir, 'folder'), { recursive: true }))).toEqual(expect.arrayContaining(['listing folder', 'listing folder/below']))
    expect(await notesOf(dir, () => readdir(join(dir, 'folder'), { recursive: true }))).toEqual(expect.arrayContaining(['listing folder', 'listing folder/below']))
  })

  it('before the call: what is stated then cannot be newer than what was read', async () => {
    const dir = temporaryDir({ file: 'abc' })
    const order: string[] = []
    const { observe } = await import('../../src/inputs/tracer')
    observe({ path: () => order.push('noted'), env() {}, print() {}, time() {}, random() {}, opaque() {} }, () => {
      fs.readFileSync(join(dir, 'file'))
      order.push('read')
    })
    expect(order[0]).toBe('noted')
  })

  it('and leaves the functions as they are', () => {
    expect(fs.readFileSync.name).toBe('readFileSync')
    expect(typeof fs.realpathSync.native).toBe('function')
    expect(fs.readFile.length).toBeGreaterThan(0)
  })
})

describe('the tracer in a plain process', () => {
  it('notes modules that are imported and required, as often as they are loaded', async () => {
    const dir = temporaryDir({ 'a.mjs': 'export default 1', 'b.cjs': 'module.exports = 1', 'c.cjs': 'require("./b.cjs")', 'd.json': '{}' })
    const script = await bundleScript(`
      import { createRequire } from 'node:module'
      import { installTracer, observe } from '@src/inputs/tracer'
      installTracer()
      const dir = process.argv[2]
      const notes = new Set()
      const observer = { path: (question, path) => path.startsWith(dir) && notes.add(question + ' ' + path.slice(dir.length + 1)), env() {}, print() {}, opaque() {} }
      const require = createRequire(dir + '/x.js')
      await observe(observer, async () => {
        await import(dir + '/a.mjs')
        require('./c.cjs')
        require('./d.json')
      })
      process.stdout.write(JSON.stringify([...notes]))`)
    const { stdout, stderr } = await runNode([script, dir])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(['content a.mjs', 'content b.cjs', 'content c.cjs', 'content d.json']))
  })

  it('is installed once, however often it is asked to', async () => {
    const script = await bundleScript(`
      import fs from 'node:fs'
      import { installTracer, observe } from '@src/inputs/tracer'
      installTracer()
      const { readFileSync } = fs
      installTracer()
      let notes = 0
      observe({ path: () => notes++, env() {}, print() {}, opaque() {} }, () => fs.readFileSync(process.argv[1]))
      process.stdout.write(String(readFileSync === fs.readFileSync) + notes)`)
    const { stdout } = await runNode([script])
    expect(stdout).toMatch(/^true[12]$/)
  })
})

it('nothing is noted outside of a step', async () => {
  const dir = temporaryDir({ file: 'abc' })
  const notes = await notesOf(dir, () => {})
  fs.readFileSync(join(dir, 'file'))
  await once(fs.createReadStream(join(dir, 'file')).resume(), 'end')
  expect(notes).toEqual([])
})
