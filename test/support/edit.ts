import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { World } from './world'

/**
 * Replaces a text in a file that is being watched. In place and in one go: `writeFile` empties the file first, and a
 * watcher that looks just then sees an empty file, with and without the cache.
 */
export function edit(world: World, file: string, from: string, to: string): void {
  const before = world.read(file)
  if (!before.includes(from))
    throw new Error(`${file} does not contain ${from}`)
  const bytes = Buffer.from(before.replace(from, to))
  const descriptor = openSync(world.path(file), 'r+')
  try {
    writeSync(descriptor, bytes, 0, bytes.length, 0)
    if (bytes.length < Buffer.byteLength(before))
      ftruncateSync(descriptor, bytes.length)
  }
  finally {
    closeSync(descriptor)
  }
}
