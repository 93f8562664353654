import { readFile, rm } from 'node:fs/promises'
import { writeAtomic } from '../../store/file'
import { isMissing } from '../../util/errno'
import { openSealedData, seal } from '../seal'
import type { BackendPayload, CacheBackend } from './backend'

/** A `CacheBackend` that keeps everything in one file. Folders on the way are created. */
export function fileBackend(path: string): CacheBackend {
  return {
    async load() {
      try {
        return openSealedData(await readFile(path, 'utf8')) as BackendPayload
      }
      catch (error) {
        if (isMissing(error))
          return undefined
        throw error
      }
    },
    save: payload => writeAtomic(path, seal(JSON.stringify(payload))),
    clear: () => rm(path, { force: true }),
  }
}
