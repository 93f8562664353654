import { AsyncLocalStorage } from 'node:async_hooks'
import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import workers from 'node:worker_threads'
import { type Listener, WATCHED_BELOW, patchBinding } from './binding'
import { patchClock } from './clock'
import { patchReadFile } from './overlay'
import { patchEnv } from './variables'
import type { Question } from './world'

/** Is told what the code that runs under it asks of the outside world. */
export interface Observer {
  /** A path was read, probed or listed; the call has not happened yet. */
  path: (question: Question, path: string) => void
  /** An environment variable was read. */
  env: (name: string) => void
  /** Something was printed, through `console` or directly. */
  print: (stream: PrintStream, text: string) => void
  /** The code was told the time. Milliseconds. */
  time: (now: number) => void
  /** It got something random. */
  random: () => void
  /** Something happened whose inputs or effects cannot be seen. */
  opaque: (what: string) => void
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function of a built-in module
type AnyFunction = (this: unknown, ...args: any[]) => unknown
export type PrintStream = 'stdout' | 'stderr'
type Methods = Record<string, AnyFunction>

const QUESTIONS: Partial<Record<Question, string[]>> = {
  content: ['readFile', 'readFileSync', 'createReadStream', 'open', 'openSync', 'openAsBlob', 'watch', 'watchFile'],
  kind: ['exists', 'existsSync', 'access', 'accessSync'],
  size: ['stat', 'statSync', 'lstat', 'lstatSync'],
  listing: ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync'],
  realpath: ['realpath', 'realpathSync', 'readlink', 'readlinkSync'],
}
const WRITES = [
  'writeFile', 'appendFile', 'createWriteStream', 'copyFile', 'cp', 'rename', 'rm', 'rmdir', 'unlink', 'mkdir', 'mkdtemp',
  'symlink', 'link', 'truncate', 'utimes', 'chmod',
].flatMap(name => [name, `${name}Sync`])
const SPAWNS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']

const RANDOM: [object, string[]][] = [
  [Math, ['random']],
  [crypto, ['randomBytes', 'randomInt', 'randomUUID', 'randomFill', 'randomFillSync']],
  [globalThis.crypto, ['randomUUID', 'getRandomValues']],
]

const current = new AsyncLocalStorage<Observer | undefined>()
let installed = false
const patchedFunctions = new WeakSet<object>()
const originals = new WeakSet<object>()
/** Of these, all that do their work by functions which are watched as well. */
const watchedBelow = new WeakSet<object>()
/** How many patched functions are running. */
let running = 0

/** True for a function of Node that is patched, and for what it was before. */
export function isPatched(fn: object): boolean {
  return patchedFunctions.has(fn) || originals.has(fn)
}

/** True for what it was before: whoever has taken that out of its module earlier calls it unseen, unless it is watched below. */
export function isUnwatched(fn: object): boolean {
  return originals.has(fn) && !watchedBelow.has(fn)
}

/**
 * Patches the built-in modules, once per process. The earlier the better: what others have destructured from them
 * before is not seen, though `syncBuiltinESMExports` reaches named ESM imports.
 */
export function installTracer(): void {
  if (installed)
    return
  installed = true
  originals.add(fs.readFileSync)
  if (patchBinding(belowFileSystem))
    noteWatchedBelow([fs as unknown as Methods, fs.promises as unknown as Methods])
  patchReadFile(fs as unknown as Methods)
  patchFileSystem(fs as unknown as Methods)
  patchFileSystem(fs.promises as unknown as Methods)
  // A new process is given a copy of the environment: that is not the plugin reading it.
  patch(childProcess as unknown as Methods, SPAWNS, observer => observer.opaque('starts a process'), body => watchInput(unobserved(body)))
  patchOpaque(net.Socket.prototype as unknown as Methods, ['connect'], 'uses the network')
  for (const module of [http, https])
    patchOpaque(module as unknown as Methods, ['request', 'get'], 'uses the network')
  patchOpaque(globalThis as unknown as Methods, ['fetch'], 'uses the network')
  for (const { prototype } of [workers.Worker, workers.MessagePort])
    patch(prototype as unknown as Methods, ['postMessage'], noteMessage)
  patchWorker()
  for (const [source, names] of RANDOM)
    patch(source as Methods, names, observer => observer.random())
  patchOutput('stdout')
  patchOutput('stderr')
  patchEnv(() => current.getStore())
  patchClock(() => current.getStore())
  syncBuiltinESMExports()
}

/** Runs `body` and everything it starts, also later and asynchronously, under an observer. */
export function observe<T>(observer: Observer, body: () => T): T {
  return current.run(observer, body)
}

/** Runs `body` unobserved: our own work, and the bundler's, on behalf of a step. */
export function unobserved<T>(body: () => T): T {
  return current.getStore() ? current.run(undefined, body) : body()
}

/** True inside `observe`. */
export function isObserved(): boolean {
  return current.getStore() !== undefined
}

const belowFileSystem: Listener = {
  isListening: () => running === 0 && current.getStore() !== undefined,
  path: (question, path) => notePath(current.getStore()!, question, path),
  write: () => current.getStore()!.opaque('writes files'),
}

function noteWatchedBelow(targets: readonly Methods[]): void {
  for (const name of WATCHED_BELOW) {
    for (const fn of targets.flatMap(target => [target[name], (target[name] as { native?: AnyFunction } | undefined)?.native])) {
      if (fn)
        watchedBelow.add(fn)
    }
  }
}

function patchFileSystem(target: Methods): void {
  for (const [question, names] of Object.entries(QUESTIONS))
    patch(target, names, (observer, args) => notePath(observer, question as Question, args[0]))
  patch(target, ['readdir', 'readdirSync', 'opendir', 'opendirSync'], noteFolders)
  for (const name of ['realpath', 'realpathSync'])
    patch(target[name] as unknown as Methods | undefined, ['native'], (observer, [path]) => notePath(observer, 'realpath', path))
  patch(target, ['open', 'openSync'], (observer, args) => isWriteFlag(args[1]) && observer.opaque('writes files'))
  patch(target, WRITES, observer => observer.opaque('writes files'))
}

function notePath(observer: Observer, question: Question, value: unknown): void {
  const path = toPath(value)
  if (path !== undefined)
    observer.path(question, path)
}

/** A recursive listing is made of the listings of all folders. */
function noteFolders(observer: Observer, [value, options]: unknown[]): void {
  const root = toPath(value)
  if (root === undefined || (options as { recursive?: boolean } | null | undefined)?.recursive !== true)
    return
  const folders = unobserved(() => listFolders(root))
  for (const folder of folders)
    observer.path('listing', folder)
}

function listFolders(dir: string): string[] {
  try {
    const folders = fs.readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isDirectory())
    return folders.map(entry => join(dir, entry.name)).flatMap(folder => [folder, ...listFolders(folder)])
  }
  catch {
    // The plugin will see the same failure, and it is a fact about the folder that was asked for.
    return []
  }
}

function isWriteFlag(flag: unknown): boolean {
  return typeof flag === 'number' ? (flag & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0 : typeof flag === 'string' && /[wa+]/.test(flag)
}

function toPath(value: unknown): string | undefined {
  if (typeof value === 'string')
    return resolve(value)
  if (value instanceof URL && value.protocol === 'file:')
    return fileURLToPath(value)
  // A file descriptor was opened before, and seen then.
  return Buffer.isBuffer(value) ? resolve(value.toString()) : undefined
}

function patchOpaque(target: Methods, names: string[], what: string): void {
  patch(target, names, observer => observer.opaque(what))
}

function patch(target: Methods | undefined, names: string[], note: (observer: Observer, args: unknown[]) => unknown, run: (body: () => unknown) => unknown = body => body()): void {
  for (const name of names) {
    const original = target?.[name]
    if (!target || typeof original !== 'function')
      continue
    const patched: AnyFunction = function (...args) {
      const observer = current.getStore()
      if (observer)
        note(observer, args)
      running++
      try {
        return run(() => original.apply(this, args))
      }
      finally {
        running--
      }
    }
    // Keeps `realpath.native`, `exists[util.promisify.custom]` and the name.
    Object.defineProperties(patched, Object.getOwnPropertyDescriptors(original))
    originals.add(original)
    patchedFunctions.add(patched)
    target[name] = patched
  }
}

/** A process that runs already may be told to do anything. */
function watchInput(child: unknown): unknown {
  const input = (child as { stdin?: Methods } | undefined)?.stdin
  if (input)
    patchOpaque(input, ['write'], 'talks to a process')
  return child
}

/** Node itself asks a thread how to import a module, where somebody has registered hooks for that. */
function noteMessage(observer: Observer): void {
  if (!new Error('who').stack?.includes('node:internal/modules'))
    observer.opaque('uses a worker thread')
}

function patchWorker(): void {
  workers.Worker = new Proxy(workers.Worker, {
    construct(target, args, newTarget) {
      current.getStore()?.opaque('uses a worker thread')
      return unobserved(() => Reflect.construct(target, args, newTarget) as object)
    },
  })
}

/** At the streams and not at `console`: loggers bind its methods when they are loaded. */
function patchOutput(name: PrintStream): void {
  patch(process[name] as unknown as Methods, ['write'], (observer, [chunk]) => {
    if (typeof chunk === 'string')
      observer.print(name, chunk)
    else
      observer.opaque('prints bytes')
  })
}
