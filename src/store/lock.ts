import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isErrno, isMissing } from '../util/errno'

/** A lock that shows no sign of life for this long was left by a killed process. */
const STALE_MS = 10_000
const RETRY_MS = 15

// Files of a few bytes are written at once: on a busy machine it takes longer to wait for a thread that does it.

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
    release!()
  }
}

/**
 * Takes a lock file and gives the function that leaves it, or nothing when others have held it for so long.
 *
 * @throws when the folder is not writable
 */
export async function takeLock(path: string, waitMs: number): Promise<(() => void) | undefined> {
  const token = randomUUID()
  if (!await acquire(path, token, waitMs))
    return undefined
  const heartbeat = setInterval(() => void touch(path), STALE_MS / 4).unref()
  return () => {
    clearInterval(heartbeat)
    release(path, token)
  }
}

async function acquire(path: string, token: string, waitMs: number): Promise<boolean> {
  const start = performance.now()
  while (!createWithFolder(path, token)) {
    if (performance.now() - start >= waitMs)
      return false
    if (!isStale(path) || !steal(path))
      await sleep(RETRY_MS)
  }
  return true
}

/** Whoever was taken for dead has lost its lock to another one. */
function release(path: string, token: string): void {
  try {
    if (readFileSync(path, 'utf8') === token)
      rmSync(path, { force: true })
  }
  catch (error) {
    if (!isErrno(error, 'ENOENT'))
      throw error
  }
}

/** Of several that find a lock stale, one at a time looks again and removes it, so that nobody removes a fresh one. */
function steal(path: string): boolean {
  const right = `${path}.steal`
  if (!create(right, '')) {
    // Left by a process that was killed in this very function.
    if (isStale(right))
      rmSync(right, { force: true })
    return false
  }
  try {
    const isLeft = isStale(path)
    if (isLeft)
      rmSync(path, { force: true })
    return isLeft
  }
  finally {
    rmSync(right, { force: true })
  }
}

function createWithFolder(path: string, content: string): boolean {
  try {
    return create(path, content)
  }
  catch (error) {
    if (!isMissing(error))
      throw error
    mkdirSync(dirname(path), { recursive: true })
    return create(path, content)
  }
}

/** Creates a file; false when there is one already. */
function create(path: string, content: string): boolean {
  try {
    const descriptor = openSync(path, 'wx')
    try {
      writeSync(descriptor, content)
    }
    catch (error) {
      // On a full disk the file is there, and empty: nobody would ever leave this lock.
      rmSync(path, { force: true })
      throw error
    }
    finally {
      closeSync(descriptor)
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

function isStale(path: string): boolean {
  try {
    const { mtimeMs } = statSync(path)
    // An mtime in the future (clock moved back) would never get old: it counts as stale as well.
    return Math.abs(Date.now() - mtimeMs) > STALE_MS
  }
  catch (error) {
    if (isErrno(error, 'ENOENT'))
      return false
    throw error
  }
}
