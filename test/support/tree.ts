import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of all files below a folder. */
export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

/** Names and contents of all files below a folder, as one text. */
export function readTree(dir: string): string {
  return filesBelow(dir).map(path => `${path}\n${readFileSync(path, 'latin1')}`).join('\n')
}
