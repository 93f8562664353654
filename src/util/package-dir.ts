import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of an installed package, as code in a folder would load it. */
export function findPackage(name: string, from: string): string | undefined {
  const dir = join(from, 'node_modules', name)
  if (existsSync(join(dir, 'package.json')))
    return dir
  return dirname(from) === from ? undefined : findPackage(name, dirname(from))
}
