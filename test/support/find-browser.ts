import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

export const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome']

/** `CHROMIUM_PATH`, or the first browser in the search path. */
export function findBrowser(): string | undefined {
  if (process.env.CHROMIUM_PATH)
    return process.env.CHROMIUM_PATH
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  }
  catch {
    // Not there or not for us: the search goes on.
    return false
  }
}
