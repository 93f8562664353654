import process from 'node:process'
import type { Observer } from './tracer'

/** Variables that change what is printed and how, but not what is built. Vite words a hint by the package manager. */
const TERMINAL_VARIABLE_RE = /^(?:DEBUG|DEBUG_.*|NODE_DEBUG|(?:FORCE|NO)_COLOR|NODE_DISABLE_COLORS|COLORTERM|COLUMNS|TERM|TERM_.*|npm_config_user_agent)$/i
/** These look for their own variables when they are loaded, which may happen in a step. */
const LOGGER_RE = /[/\\]node_modules[/\\](?:debug|obug)[/\\]/

/** Tells observers which environment variables code reads and changes. */
export function patchEnv(observer: () => Observer | undefined): void {
  let listed = 0
  process.env = new Proxy(process.env, {
    get(target, name) {
      noteVariable(observer(), name)
      return target[name as string]
    },
    getOwnPropertyDescriptor(target, name) {
      // `Object.keys` asks for the descriptor of each key.
      if (listed > 0)
        listed--
      else
        noteVariable(observer(), name)
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
    set(target, name, value: string) {
      noteChange(observer(), name)
      target[name as string] = value
      return true
    },
    defineProperty(target, name, descriptor) {
      noteChange(observer(), name)
      return Reflect.defineProperty(target, name, descriptor)
    },
    deleteProperty(target, name) {
      noteChange(observer(), name)
      return Reflect.deleteProperty(target, name)
    },
    has(target, name) {
      noteVariable(observer(), name)
      return Reflect.has(target, name)
    },
    ownKeys(target) {
      noteEnumeration(observer())
      const keys = Reflect.ownKeys(target)
      listed = keys.length
      queueMicrotask(() => listed = 0)
      return keys
    },
  })
}

function noteVariable(observer: Observer | undefined, name: string | symbol): void {
  if (typeof name === 'string' && !TERMINAL_VARIABLE_RE.test(name))
    observer?.env(name)
}

function noteChange(observer: Observer | undefined, name: string | symbol): void {
  if (!TERMINAL_VARIABLE_RE.test(String(name)))
    observer?.opaque('changes the environment')
}

function noteEnumeration(observer: Observer | undefined): void {
  if (observer && !LOGGER_RE.test(new Error('who').stack ?? ''))
    observer.opaque('reads the whole environment')
}
