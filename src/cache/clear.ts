import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../util/errno'
import { namesIn, writeAtomic } from '../store/file'

/** What a cache folder of ours holds; whatever else somebody keeps there is not touched. */
const OURS_RE = /^(?:content-v\d+|index-v\d+|tmp|manifest-v\d+|_lastverified|(?:last-run\.json|cleared)(?:\.\d+\.[\da-f]+\.tmp)?)$/

/** Removes everything that is ours from a cache folder. Returns the names that were removed. */
export async function clearCache(dir: string): Promise<string[]> {
  const names = (await namesIn(dir)).filter(name => OURS_RE.test(name))
  await Promise.all(names.map(name => rm(join(dir, name), { recursive: true, force: true })))
  return names
}

/**
 * The same, but once for each token: a command may build several times, also in several processes, and what the
 * first build wrote is for the second.
 */
export async function clearCacheOnce(dir: string, token: string): Promise<void> {
  const marker = join(dir, 'cleared')
  if (await readToken(marker) === token)
    return
  await clearCache(dir)
  await writeAtomic(marker, token)
}

async function readToken(marker: string): Promise<string | undefined> {
  try {
    return await readFile(marker, 'utf8')
  }
  catch (error) {
    if (isMissing(error))
      return undefined
    throw error
  }
}
