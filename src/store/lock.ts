import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isErrno } from '../util/errno'

/** A lock that shows no sign of life for this long was left by a killed process. */
const STALE_MS = 10_000
const RETRY_MS = 15

/**
 * Runs `body` while holding an exclusive lock file.
 * A lock file and not an OS lock, because it also works on network folders and on Windows.
 *
 * @throws when the folder is not writable
 */
export async function withLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  const release = await takeLock(path, Infinity)
  try {
    return await body()
  }
  finally {
    await release!()
  }
}

/**
 * Takes a lock file and gives the function that leaves it, or nothing when others have held it for so long.
 *
 * @throws when the folder is not writable
 */
export async function takeLock(path: string, waitMs: number): Promise<(() => Promise<void>) | undefined> {
  await mkdir(dirname(path), { recursive: true })
  const token = randomUUID()
  if (!await acquire(path, token, waitMs))
    return undefined
  const heartbeat = setInterval(() => void touch(path), STALE_MS / 4).unref()
  return () => {
    clearInterval(heartbeat)
    return release(path, token)
  }
}

async function acquire(path: string, token: string, waitMs: number): Promise<boolean> {
  const start = performance.now()
  while (!await create(path, token)) {
    if (performance.now() - start >= waitMs)
      return false
    if (!await isStale(path) || !await steal(path))
      await sleep(RETRY_MS)
  }
  return true
}

/** Whoever was taken for dead has lost its lock to another one. */
async function release(path: string, token: string): Promise<void> {
  try {
    if (await readFile(path, 'utf8') === token)
      await rm(path, { force: true })
  }
  catch (error) {
    if (!isErrno(error, 'ENOENT'))
      throw error
  }
}

/** Of several that find a lock stale, one at a time looks again and removes it, so that nobody removes a fresh one. */
async function steal(path: string): Promise<boolean> {
  const right = `${path}.steal`
  if (!await create(right, '')) {
    // Left by a process that was killed in this very function.
    if (await isStale(right))
      await rm(right, { force: true })
    return false
  }
  try {
    const isLeft = await isStale(path)
    if (isLeft)
      await rm(path, { force: true })
    return isLeft
  }
  finally {
    await rm(right, { force: true })
  }
}

/** Creates a file; false when there is one already. */
async function create(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx')
    try {
      await handle.writeFile(content).finally(() => handle.close())
    }
    catch (error) {
      // On a full disk the file is there, and empty: nobody would ever leave this lock.
      await rm(path, { force: true })
      throw error
    }
    return true
  }
  catch (error) {
    if (isErrno(error, 'EEXIST'))
      return false
    throw error
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  try {
    await utimes(path, now, now)
  }
  catch {
    // Without the sign of life another process may take the lock; it then merges what it finds.
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path)
    // An mtime in the future (clock moved back) would never get old: it counts as stale as well.
    return Math.abs(Date.now() - mtimeMs) > STALE_MS
  }
  catch (error) {
    if (isErrno(error, 'ENOENT'))
      return false
    throw error
  }
}
