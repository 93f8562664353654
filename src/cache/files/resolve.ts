import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, normalize, relative, resolve, sep } from 'node:path'
import { isMissing } from '../../util/errno'
import { CacheKeyError } from '../errors'

/** A path in a folder, also after all links were followed. @throws CacheKeyError for one that leads out of it */
export function resolveInside(dir: string, path: string): string {
  const target = resolve(dir, path)
  if (path === '' || isAbsolute(path) || path.includes('\0') || !isInside(dir, target) || !isInside(realPath(dir), realPath(target)))
    throw new CacheKeyError(path, `unplugin-cache: the path ${JSON.stringify(path)} is not a path in the cache folder. Use one that is relative to it and does not leave it.`)
  return normalize(target)
}

function isInside(dir: string, target: string): boolean {
  const path = relative(dir, target)
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

/** Of the part that exists; the rest cannot be a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  }
  catch (error) {
    if (!isMissing(error) || dirname(path) === path)
      throw error
    return resolve(realPath(dirname(path)), relative(dirname(path), path))
  }
}
