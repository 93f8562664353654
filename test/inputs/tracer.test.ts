import childProcess, { spawnSync } from 'node:child_process'
import fs, { writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installTracer, isObserved, observe, unobserved } from '../../src/inputs/tracer'
import { Notes, notesOf } from '../support/observer'
import { temporaryDir } from '../support/temp'

beforeAll(() => installTracer())

/** Each effect that nobody can see into or repeat, by what is said of it. */
const WRITES: Record<string, (dir: string) => unknown> = {
  'writeFileSync': dir => fs.writeFileSync(join(dir, 'new'), ''),
  'a named import of writeFileSync': dir => writeFileSync(join(dir, 'new'), ''),
  'promises.writeFile': dir => writeFile(join(dir, 'new'), ''),
  'appendFileSync': dir => fs.appendFileSync(join(dir, 'file'), ''),
  'a stream': dir => new Promise(resolve => fs.createWriteStream(join(dir, 'new')).end(resolve)),
  'openSync for writing': dir => fs.closeSync(fs.openSync(join(dir, 'file'), 'r+')),
  'openSync with numeric flags': dir => fs.closeSync(fs.openSync(join(dir, 'file'), fs.constants.O_WRONLY)),
  'mkdir': dir => mkdir(join(dir, 'folder')),
  'mkdtempSync': dir => fs.mkdtempSync(join(dir, 'x')),
  'copyFileSync': dir => fs.copyFileSync(join(dir, 'file'), join(dir, 'new')),
  'cpSync': dir => fs.cpSync(join(dir, 'file'), join(dir, 'new')),
  'renameSync': dir => fs.renameSync(join(dir, 'file'), join(dir, 'new')),
  'rmSync': dir => fs.rmSync(join(dir, 'file')),
  'unlinkSync': dir => fs.unlinkSync(join(dir, 'file')),
  'symlinkSync': dir => fs.symlinkSync(join(dir, 'file'), join(dir, 'new')),
  'truncateSync': dir => fs.truncateSync(join(dir, 'file')),
  'utimesSync': dir => fs.utimesSync(join(dir, 'file'), 1, 1),
  'chmodSync': dir => fs.chmodSync(join(dir, 'file'), 0o600),
}
const SPAWNS: Record<string, () => unknown> = {
  'spawnSync': () => childProcess.spawnSync(process.execPath, ['--version']),
  'a named import of spawnSync': () => spawnSync(process.execPath, ['--version']),
  'execSync': () => childProcess.execSync('echo', { stdio: 'ignore' }),
  'execFileSync': () => childProcess.execFileSync(process.execPath, ['--version'], { stdio: 'ignore' }),
  'spawn': () => new Promise(resolve => childProcess.spawn(process.execPath, ['--version']).on('close', resolve)),
  'exec': () => new Promise(resolve => childProcess.exec('echo', resolve)),
  'execFile': () => new Promise(resolve => childProcess.execFile(process.execPath, ['--version'], resolve)),
}

describe('the tracer calls opaque', () => {
  for (const [way, write] of Object.entries(WRITES)) {
    it(`a write with ${way}`, async () => {
      const dir = temporaryDir({ file: 'abc' })
      expect(await notesOf(dir, () => write(dir))).toContain('opaque writes files')
    })
  }

  for (const [way, start] of Object.entries(SPAWNS)) {
    it(`a process that is started with ${way}`, async () => {
      expect(await notesOf(temporaryDir(), start)).toContain('opaque starts a process')
    })
  }

  it('a worker thread that is started, and one that is spoken to', async () => {
    const source = 'require("node:worker_threads").parentPort.once("message", () => process.exit())'
    let worker: Worker | undefined
    expect(await notesOf(temporaryDir(), () => worker = new Worker(source, { eval: true }))).toContain('opaque uses a worker thread')
    expect(await notesOf(temporaryDir(), () => worker!.postMessage('end'))).toContain('opaque uses a worker thread')
    await new Promise(resolve => worker!.once('exit', resolve))
  })

  it('bytes that are printed', async () => {
    expect(await notesOf(temporaryDir(), () => process.stdout.write(Buffer.alloc(0)))).toContain('opaque prints bytes')
  })

  it('a change of the environment', async () => {
    for (const change of [
      () => process.env.UNPLUGIN_CACHE_TEST = '1',
      () => delete process.env.UNPLUGIN_CACHE_TEST,
      () => Object.assign(process.env, { UNPLUGIN_CACHE_TEST: '2' }),
      () => Object.defineProperty(process.env, 'UNPLUGIN_CACHE_TEST', { value: '3', configurable: true, enumerable: true, writable: true }),
    ])
      expect(await notesOf(temporaryDir(), change), String(change)).toContain('opaque changes the environment')
    delete process.env.UNPLUGIN_CACHE_TEST
  })
})

describe('the tracer calls the network opaque', () => {
  const server = http.createServer((_request, response) => response.end('answer'))
  let url = ''
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const get = (agent?: http.Agent): Promise<void> => new Promise((resolve, reject) => {
    http.get(url, { agent }, response => response.resume().on('end', resolve)).on('error', reject)
  })
  const WAYS: Record<string, () => Promise<unknown>> = {
    'http.get': () => get(),
    'fetch': async () => (await fetch(url)).text(),
    'a socket': () => new Promise<void>((resolve) => {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(resolve))
    }),
  }

  for (const [way, ask] of Object.entries(WAYS)) {
    it(`when it is used with ${way}`, async () => {
      expect(await notesOf(temporaryDir(), ask)).toContain('opaque uses the network')
    })
  }

  it.each(['http.get', 'fetch'])('also when %s goes over a connection that is open already', async (way) => {
    await WAYS[way]!()
    await sleep(20)
    expect(await notesOf(temporaryDir(), WAYS[way]!)).toContain('opaque uses the network')
  })
})

describe('the tracer notes a variable', () => {
  const NAME = 'UNPLUGIN_CACHE_TEST'

  it.each<[string, () => unknown]>([
    ['is read', () => process.env[NAME]],
    ['is taken out by name', () => {
      const { [NAME]: value } = process.env
      return value
    }],
    ['is asked for with in', () => NAME in process.env],
    ['is asked for with Object.hasOwn', () => Object.hasOwn(process.env, NAME)],
    ['is asked for with hasOwnProperty', () => Object.prototype.hasOwnProperty.call(process.env, NAME)],
    ['is asked for with Reflect.get', () => Reflect.get(process.env, NAME) as unknown],
  ])('that %s', async (_how, read) => {
    expect(await notesOf(temporaryDir(), read)).toContain(`env ${NAME}`)
  })

  it('with its value unchanged', () => {
    process.env[NAME] = 'value'
    expect([process.env[NAME], NAME in process.env, Object.keys(process.env).includes(NAME), { ...process.env }[NAME]]).toEqual(['value', true, true, 'value'])
    delete process.env[NAME]
    expect(NAME in process.env).toBe(false)
  })

  it.each<[string, () => unknown]>([
    ['listed', () => Object.keys(process.env)],
    ['copied', () => ({ ...process.env })],
    ['written as JSON', () => JSON.stringify(process.env)],
  ])('not one by one when all are %s, which is opaque', async (_how, read) => {
    expect(await notesOf(temporaryDir(), read)).toContain('opaque reads the whole environment')
  })

  it('but none that only says how to print', async () => {
    expect(await notesOf(temporaryDir(), () => [process.env.NO_COLOR, process.env.DEBUG, process.env.TERM])).toEqual([])
  })
})

describe('the tracer', () => {
  it('notes what is printed, by stream', async () => {
    const notes = await notesOf(temporaryDir(), () => {
      process.stdout.write('')
      process.stderr.write('')
    })
    expect(notes).toEqual(['print stdout ', 'print stderr '])
  })

  it('tells apart steps that run at the same time', async () => {
    const dir = temporaryDir(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`file-${index}`, ''])))
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => notesOf(dir, async () => {
      const path = join(dir, `file-${index}`)
      await sleep(index % 3)
      await fs.promises.readFile(path)
      await new Promise(resolve => fs.stat(path, resolve))
      await new Promise<void>(resolve => fs.createReadStream(path).on('data', () => {}).on('close', resolve))
      await new Promise(resolve => process.nextTick(() => setImmediate(() => resolve(fs.existsSync(path)))))
    })))
    for (const [index, notes] of all.entries())
      expect(new Set(notes)).toEqual(new Set([`content file-${index}`, `size file-${index}`, `kind file-${index}`]))
  })

  it('gives what happens in a step within a step to the inner one', async () => {
    const dir = temporaryDir({ a: '', b: '' })
    const [outer, inner] = [new Notes(dir), new Notes(dir)]
    observe(outer, () => {
      observe(inner, () => fs.existsSync(join(dir, 'a')))
      fs.existsSync(join(dir, 'b'))
    })
    expect([outer.lines, inner.lines]).toEqual([['kind b'], ['kind a']])
  })

  it('notes nothing of what is done unobserved, and goes on afterwards', async () => {
    const dir = temporaryDir({ a: '', b: '' })
    const notes = await notesOf(dir, async () => {
      expect(isObserved()).toBe(true)
      await unobserved(async () => {
        expect(isObserved()).toBe(false)
        await sleep(1)
        fs.existsSync(join(dir, 'a'))
      })
      fs.existsSync(join(dir, 'b'))
    })
    expect(isObserved()).toBe(false)
    expect(notes).toEqual(['kind b'])
  })

  it('passes on what the step gives and throws', () => {
    const notes = new Notes(temporaryDir())
    expect(observe(notes, () => 'result')).toBe('result')
    expect(() => observe(notes, () => {
      throw new Error('thrown')
    })).toThrow('thrown')
  })
})
