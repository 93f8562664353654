import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeAtomic } from '../../store/file'
import { isErrno } from '../../util/errno'
import { debug, messageOf } from '../../util/log'

/** How often a folder is made again that others remove because it is still empty. */
const MAX_REDOS = 10

/** Removes a folder and those around it, up to `root`, as far as nothing is in them: a file may get the name of one. */
export async function removeEmptied(folder: string, root: string): Promise<void> {
  try {
    for (let at = folder; at !== root; at = dirname(at))
      await rmdir(at)
  }
  catch (error) {
    // Most often something else is in it.
    debug.cache('%s stays: %s', folder, messageOf(error))
  }
}

/** As `writeAtomic`, also when its folder is removed, as an empty one, before the file is in it. */
export async function writeInFolder(path: string, bytes: Uint8Array, temporary: string): Promise<void> {
  for (let redos = 0; ; redos++) {
    try {
      return await writeAtomic(path, bytes, temporary)
    }
    catch (error) {
      if (!isErrno(error, 'ENOENT') || redos === MAX_REDOS)
        throw error
    }
  }
}
