import { readFile } from 'node:fs/promises'
import { writeAtomic } from '../../store/file'
import { isMissing } from '../../util/errno'
import { messageOf } from '../../util/log'
import { FileMissingError, FileReadError, FileWriteError } from '../errors'

/**
 * Writes a file at once or not at all. A relative path starts at the working directory; folders are created.
 *
 * @throws FileWriteError
 */
export async function saveFile(path: string, data: Uint8Array | string): Promise<void> {
  try {
    await writeAtomic(path, data)
  }
  catch (error) {
    throw new FileWriteError(path, messageOf(error), error)
  }
}

/** @throws FileMissingError, FileReadError */
export async function loadFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  }
  catch (error) {
    throw isMissing(error) ? new FileMissingError(path, error) : new FileReadError(path, messageOf(error), error)
  }
}
