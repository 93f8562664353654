import process from 'node:process'
import { isObject } from '../util/stable'
import type { Question } from './world'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function of Node's own
type AnyFunction = (this: unknown, ...args: any[]) => unknown

/** What a call asks, by the name of the function in C++. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  open: 'content',
  openFileHandle: 'content',
  readFileUtf8: 'content',
  existsSync: 'kind',
  access: 'kind',
  stat: 'size',
  lstat: 'size',
  readdir: 'listing',
  readlink: 'realpath',
  realpath: 'realpath',
}
const WRITES = ['writeFileUtf8', 'copyFile', 'cpSyncOverrideFile', 'cpSyncCopyDir', 'rename', 'rmSync', 'rmdir', 'unlink', 'mkdir', 'mkdtemp', 'symlink', 'link', 'utimes', 'lutimes', 'chmod']

/** The functions of `node:fs` all of whose work goes through those above. */
export const WATCHED_BELOW: readonly string[] = [
  'readFile', 'open', 'createReadStream', 'exists', 'access', 'stat', 'lstat', 'readdir', 'realpath', 'readlink',
  'writeFile', 'appendFile', 'createWriteStream', 'copyFile', 'cp', 'rename', 'rm', 'rmdir', 'unlink', 'mkdir', 'mkdtemp', 'symlink', 'link', 'utimes', 'chmod',
].flatMap(name => [name, `${name}Sync`])

/** The three functions here, from which a stack is taken. */
const OWN_FRAMES = 3

/** Where calls are reported that code makes with what it took out of `node:fs` before that was patched. */
export interface Listener {
  /** False where nobody listens, or the call comes from a function that is patched and has told. */
  isListening: () => boolean
  path: (question: Question, path: unknown) => void
  write: () => void
}

/**
 * Watches the file system one layer below `node:fs`, in the functions that Node has in C++ and looks up for each call.
 * Code that has taken `readFileSync` out of its module before the cache was loaded comes by here. Documented as
 * deprecated (DEP0111), for which there is no replacement; false where it is not there.
 */
export function patchBinding(listener: Listener): boolean {
  const binding = findBinding()
  if (!binding || !Object.keys(QUESTIONS).some(name => typeof binding[name] === 'function'))
    return false
  for (const [name, question] of Object.entries(QUESTIONS)) {
    patch(binding, name, listener, (path, flags) => {
      if (question === 'content' && isWriting(flags))
        listener.write()
      if (typeof path === 'string' || Buffer.isBuffer(path))
        listener.path(question, path)
    })
  }
  for (const name of WRITES)
    patch(binding, name, listener, () => listener.write())
  return true
}

function findBinding(): Record<string, unknown> | undefined {
  try {
    // Not `getBuiltinModule`: that gives modules, and this is what they are made of.
    const binding = (process as unknown as { binding?: (name: string) => unknown }).binding?.('fs')
    return isObject(binding) ? binding : undefined
  }
  catch {
    // Forbidden by the permission model, say: what was loaded earlier is then not memoized.
    return undefined
  }
}

function patch(binding: Record<string, unknown>, name: string, { isListening }: Listener, note: (...args: unknown[]) => void): void {
  const original = binding[name] as AnyFunction | undefined
  if (typeof original !== 'function')
    return
  binding[name] = function (this: unknown, ...args: unknown[]) {
    if (isListening() && isAskedByCode(name))
      note(...args)
    return Reflect.apply(original, this, args)
  }
}

/**
 * Not what Node does for itself: load modules, or go on with what it was asked for. What it lists then it lists for
 * somebody, since that is how it walks through folders.
 */
function isAskedByCode(name: string): boolean {
  const frames = framesHere()
  if (frames.some(frame => frame.includes('node:internal/modules')))
    return false
  return name === 'readdir' || frames.slice(OWN_FRAMES).some(frame => !/[( ]node:|<anonymous>/.test(frame))
}

/** Of the innermost calls, whatever somebody has set. */
function framesHere(): string[] {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 12
  const { stack = '' } = new Error('who')
  Error.stackTraceLimit = limit
  return stack.split('\n').slice(1)
}

function isWriting(flags: unknown): boolean {
  const WRITE_ONLY = 1
  const READ_WRITE = 2
  return typeof flags === 'number' && (flags & (WRITE_ONLY | READ_WRITE)) !== 0
}
