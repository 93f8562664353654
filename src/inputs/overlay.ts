import { AsyncLocalStorage } from 'node:async_hooks'
import { resolve } from 'node:path'

interface Overlay {
  path: string
  content: string
}

type Methods = Record<string, unknown>
type ReadFileSync = (path: unknown, options?: unknown) => unknown

const current = new AsyncLocalStorage<Overlay | undefined>()

/** Runs `body` and everything it starts as if a file still had an earlier content. */
export function withContent<T>(path: string, content: string, body: () => T): T {
  return current.run({ path, content }, body)
}

/** Has `readFileSync` give the earlier content, as text or bytes; plugins that keep files in memory read them so. */
export function patchReadFile(fs: Methods): void {
  const original = fs.readFileSync as ReadFileSync
  fs.readFileSync = function readFileSync(path: unknown, options?: unknown) {
    const overlay = current.getStore()
    if (overlay === undefined || typeof path !== 'string' || resolve(path) !== overlay.path)
      return original(path, options)
    return isText(options) ? overlay.content : Buffer.from(overlay.content)
  }
}

function isText(options: unknown): boolean {
  return typeof options === 'string' || typeof (options as { encoding?: unknown } | null | undefined)?.encoding === 'string'
}
