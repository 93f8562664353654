import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../../util/errno'
import { namesIn } from '../../store/file'
import { PACK_KEY_PREFIX, loadCacache, removePack } from '../../store/packs'
import { isLogName } from './head'

/** What is younger may belong to a process that is about to name it. */
const GRACE_MS = 60 * 60 * 1000

export const FLIGHTS_DIR = 'flights'

/** Removes what killed processes have left: packs that no head names, logs, temporary files, locks. */
export async function sweep(dir: string, used: { log: string, packs: ReadonlyMap<string, unknown> }, now: number): Promise<void> {
  const { ls } = await loadCacache()
  const unnamed = Object.values(await ls(dir)).filter(({ key, time }) =>
    key.startsWith(PACK_KEY_PREFIX) && !used.packs.has(key.slice(key.lastIndexOf(':') + 1)) && now - time > GRACE_MS)
  await Promise.all(unnamed.map(({ key, integrity }) => removePack(dir, key, integrity)))
  const left = (await namesIn(dir)).filter(name => name.endsWith('.tmp') || (isLogName(name) && name !== used.log))
  const flights = (await namesIn(join(dir, FLIGHTS_DIR))).map(name => join(FLIGHTS_DIR, name))
  await Promise.all([...left, ...flights].map(name => removeOld(join(dir, name), now)))
}

async function removeOld(path: string, now: number): Promise<void> {
  try {
    if (now - (await stat(path)).mtimeMs > GRACE_MS)
      await rm(path, { force: true })
  }
  catch (error) {
    if (!isMissing(error))
      throw error
  }
}
