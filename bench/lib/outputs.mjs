import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** @typedef {Map<string, Buffer>} Outputs content by path */

/**
 * All files below a folder.
 * @param {string} dir
 * @returns {Promise<Outputs>}
 */
export async function readOutputs(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort()
  return new Map(await Promise.all(files.map(async file =>
    [path.relative(dir, file).replaceAll('\\', '/'), await readFile(file)])))
}

/**
 * What differs between two builds, byte by byte.
 * @param {Outputs} expected
 * @param {Outputs} actual
 * @returns {string[]} one line per file
 */
export function differences(expected, actual) {
  const names = [...new Set([...expected.keys(), ...actual.keys()])].sort()
  return names.flatMap((name) => {
    const [a, b] = [expected.get(name), actual.get(name)]
    if (!a) return [`${name} is new`]
    if (!b) return [`${name} is missing`]
    return a.equals(b) ? [] : [`${name} differs (${a.length} and ${b.length} bytes)`]
  })
}

/** @param {Outputs} outputs */
export function sizeOf(outputs) {
  return { files: outputs.size, bytes: [...outputs.values()].reduce((sum, { length }) => sum + length, 0) }
}
