import { closeSync, openSync } from 'node:fs'

/** More are not open at a time, in this thread, however many caches nobody closes. */
const MAX_OPEN = 64

/** By path, so that caches of one folder share them. */
const descriptors = new Map<string, number>()

/** A descriptor for reading, to be used at once: it may be closed later for the sake of others. */
export function descriptorOf(path: string): number {
  let descriptor = descriptors.get(path)
  if (descriptor === undefined) {
    if (descriptors.size >= MAX_OPEN)
      closeDescriptor(descriptors.keys().next().value!)
    descriptor = openSync(path, 'r')
    descriptors.set(path, descriptor)
  }
  return descriptor
}

export function closeDescriptor(path: string): void {
  const descriptor = descriptors.get(path)
  descriptors.delete(path)
  if (descriptor !== undefined)
    closeSync(descriptor)
}
