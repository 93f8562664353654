import { readFile, rm } from 'node:fs/promises'
import { writeAtomic } from '../../store/file'
import { isMissing } from '../../util/errno'
import { messageOf } from '../../util/log'
import { openSealedData, seal } from '../seal'
import type { BackendPayload, CacheBackend } from './backend'

/** A `CacheBackend` that keeps everything in one file. Folders on the way are created. */
export function fileBackend(path: string): CacheBackend {
  return {
    async load() {
      const text = await textIn(path)
      try {
        return text === undefined ? undefined : openSealedData(text) as BackendPayload
      }
      catch (error) {
        // So that it is told from a disk that fails for now, and is replaced.
        throw new SyntaxError(messageOf(error), { cause: error })
      }
    },
    save: payload => writeAtomic(path, seal(JSON.stringify(payload))),
    clear: () => rm(path, { force: true }),
  }
}

async function textIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  }
  catch (error) {
    if (isMissing(error))
      return undefined
    throw error
  }
}
