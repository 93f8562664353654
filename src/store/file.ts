import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import process from 'node:process'
import { isErrno, isMissing } from '../util/errno'

/** Writes a file so that a reader sees the old or the new content, never a part: temporary file, then rename. */
export async function writeAtomic(path: string, data: string | Uint8Array, temporary: string = temporaryFor(path)): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, data)
    await renameWithRetry(temporary, path)
  }
  catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A name beside a file that nobody else uses. Whoever finds one that is old may remove it: its writer was killed. */
export function temporaryFor(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
}

/** Names in a folder; none when there is no such folder. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir)
  }
  catch (error) {
    if (isMissing(error))
      return []
    throw error
  }
}

/** Windows refuses to replace a file that somebody has open at this moment (npm/write-file-atomic#22). */
async function renameWithRetry(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to)
    }
    catch (error) {
      if (attempt === 5 || !isErrno(error, 'EPERM', 'EACCES', 'EBUSY'))
        throw error
      await sleep(20 * 2 ** attempt)
    }
  }
}
