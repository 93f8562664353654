import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { World } from './world'

/**
 * Replaces a text in a file that is being watched. In place and in one go: `writeFile` empties the file first, and a
 * watcher that looks just then sees an empty file, with and without the cache.
 */
export function edit(world: World, file: string, from: string, to: string): void {
  const before = world.read(file)
  if (!before.includes(from))
    throw new Error(`${file} does not contain ${from}`)
  overwrite(world, file, before.replace(from, to))
}

/** Writes a file that is there without emptying it first. */
export function overwrite(world: World, file: string, content: string): void {
  const bytes = Buffer.from(content)
  const descriptor = openSync(world.path(file), 'r+')
  try {
    writeSync(descriptor, bytes, 0, bytes.length, 0)
    if (bytes.length < fstatSync(descriptor).size)
      ftruncateSync(descriptor, bytes.length)
  }
  finally {
    closeSync(descriptor)
  }
}

/** A new file, which is complete when it comes to be. */
export function create(world: World, file: string, content: string): void {
  world.write('not-there-yet', content)
  world.rename('not-there-yet', file)
}
