import { createRequire } from 'node:module'
import { types } from 'node:util'

const require = createRequire(import.meta.url)
const seen = new Set<string>()
/** By value, the file that exports it. */
const files = new Map<unknown, string>()

/** True until the running code ends: many plugins are looked at in a row. */
let isFresh = false

/** Learns what CommonJS modules export that have been loaded since, and the functions among its members; getters are not run. */
export function refreshExported(): void {
  if (isFresh)
    return
  isFresh = true
  queueMicrotask(() => isFresh = false)
  const { cache } = require
  for (const path in cache) {
    const module = seen.has(path) ? undefined : cache[path]
    if (!module?.loaded)
      continue
    seen.add(path)
    for (const value of valuesOf(module.exports)) {
      if (!files.has(value))
        files.set(value, path)
    }
  }
}

/** The CommonJS file that exports a value, or that an exported object holds it in. */
export function exportingFile(value: object): string | undefined {
  return files.get(value)
}

function valuesOf(exported: unknown): unknown[] {
  if (typeof exported === 'function')
    return [exported]
  if (typeof exported !== 'object' || exported === null || types.isProxy(exported))
    return []
  const members = Object.values(Object.getOwnPropertyDescriptors(exported)).map(({ value }) => value as unknown)
  return [exported, ...members.filter(member => typeof member === 'function')]
}
