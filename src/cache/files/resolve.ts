import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, normalize, relative, resolve, sep } from 'node:path'
import { isErrno, isMissing } from '../../util/errno'
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

/** True when the system does not let us get to a file: it is as good as missing, and its links lead nobody anywhere. */
function isOutOfReach(error: unknown): boolean {
  return isMissing(error) || isErrno(error, 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG')
}

/** Of the part that exists and can be reached; the rest cannot be followed. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  }
  catch (error) {
    if (!isOutOfReach(error) || dirname(path) === path)
      throw error
    return resolve(realPath(dirname(path)), relative(dirname(path), path))
  }
}
