import { closeSync, openSync, readSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { isMissing } from '../../util/errno'
import { debug, messageOf } from '../../util/log'
import { statIfThere } from '../../util/stat'
import { type Limits, excessOf } from '../disk/retention'
import { splitRecord } from '../values/record'

type Warn = (message: string, cause?: unknown) => void

interface ValueFile {
  path: string
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** A temporary file that is younger may still be written. Milliseconds. */
const GRACE_MS = 60 * 60 * 1000
/** Longer heads are unusual, and their files are left out of lists. */
const HEAD_BYTES = 64 * 1024

/** Keys and sizes of all values in a folder. */
export function listValues(folder: string, warn: Warn): { key: string, size: number }[] {
  return filesIn(folder, '.bin', warn).flatMap(({ path, size }) => {
    const key = keyIn(path)
    return key === undefined ? [] : [{ key, size }]
  })
}

/** Paths of all values in a folder. */
export function valuePaths(folder: string, warn: Warn): string[] {
  return filesIn(folder, '.bin', warn).map(({ path }) => path)
}

/**
 * Removes what nobody used for long, what was used longest ago above the size limit, and what killed writers left.
 *
 * @param uses times of last use that the files do not have yet, by path
 */
export function trimValues(folder: string, { uses, warn, ...limits }: Limits & { uses: ReadonlyMap<string, number>, warn: Warn }, now: number): void {
  const values = filesIn(folder, '.bin', warn).map(file => ({ ...file, usedAt: Math.max(file.usedAt, uses.get(file.path) ?? 0) }))
  const gone = excessOf(values, limits, now)
  for (const { path } of gone)
    rmSync(path, { force: true })
  for (const { path, usedAt } of values.filter(value => uses.has(value.path) && !gone.has(value)))
    touchFile(path, usedAt)
  for (const { path, usedAt } of filesIn(folder, '.tmp', warn)) {
    if (now - usedAt > GRACE_MS)
      rmSync(path, { force: true })
  }
}

/** Never fails: a folder may be read-only. */
export function touchFile(path: string, usedAt: number): void {
  try {
    utimesSync(path, usedAt / 1000, usedAt / 1000)
  }
  catch (error) {
    debug.cache('cannot touch %s: %s', path, messageOf(error))
  }
}

function filesIn(folder: string, suffix: string, warn: Warn): ValueFile[] {
  return namesIn(folder, warn).flatMap(part => namesIn(join(folder, part), warn).filter(name => name.endsWith(suffix)).flatMap((name) => {
    const path = join(folder, part, name)
    const stat = statIfThere(path)
    return stat ? [{ path, size: stat.size, usedAt: stat.mtimeMs }] : []
  }))
}

function namesIn(folder: string, warn: Warn): string[] {
  try {
    return readdirSync(folder)
  }
  catch (error) {
    if (!isMissing(error))
      warn(`${folder} cannot be read and is left out (${messageOf(error)})`, error)
    return []
  }
}

function keyIn(path: string): string | undefined {
  try {
    const descriptor = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(HEAD_BYTES)
      return splitRecord(bytes.subarray(0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0))).head.key
    }
    finally {
      closeSync(descriptor)
    }
  }
  catch (error) {
    debug.cache('%s is left out: %s', path, messageOf(error))
    return undefined
  }
}
