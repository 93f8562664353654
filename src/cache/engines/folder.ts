import { join } from 'node:path'
import { takeLock } from '../../store/lock'
import { hexDigest } from '../../util/digest'
import { messageOf } from '../../util/log'
import { FLIGHTS_DIR } from '../disk/sweep'
import type { MaybePromise } from './engine'

/** Where an engine keeps its entries. */
export interface Folder {
  /** Of this cache alone. */
  dir: string
  warn: (message: string, cause?: unknown) => void
}

/** A disk that is full, read-only or gone is a warning, and what should have been kept is lost. */
export async function attempt<T>({ dir, warn }: Folder, action: () => MaybePromise<T>): Promise<T | undefined> {
  try {
    return await action()
  }
  catch (error) {
    warn(`cannot write to the cache folder ${dir} (${messageOf(error)}). `
      + 'Work goes on without what should have been kept. Free or unlock that folder, or set the option dir.', error)
    return undefined
  }
}

/** As `attempt`, of what gives nothing. True when it was done. */
export async function succeeds(folder: Folder, action: () => Promise<void>): Promise<boolean> {
  return await attempt(folder, () => action().then(() => true)) ?? false
}

/** Runs `body` under a lock file of its key. When it cannot be had, `body` runs without. */
export async function withFlight<T>(folder: Folder, { key, waitMs }: { key: string, waitMs: number }, body: () => Promise<T>): Promise<T> {
  const path = join(folder.dir, FLIGHTS_DIR, `${hexDigest(key)}.lock`)
  const release = await attempt(folder, () => takeLock(path, waitMs))
  try {
    return await body()
  }
  finally {
    await attempt(folder, () => release?.())
  }
}
