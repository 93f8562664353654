import { closeSync, openSync, readSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isMissing } from '../../util/errno'
import { debug, messageOf } from '../../util/log'
import { statIfThere } from '../../util/stat'
import type { Limits } from '../disk/retention'
import { splitRecord } from '../values/record'

interface ValueFile {
  path: string
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** After files were removed for their size the folder is this full. */
const FILL_AFTER_TRIM = 0.8
/** A temporary file that is younger may still be written. Milliseconds. */
const GRACE_MS = 60 * 60 * 1000
/** Longer heads are unusual, and their files are left out of lists. */
const HEAD_BYTES = 64 * 1024

/** Keys and sizes of all values in a folder. */
export function listValues(folder: string): { key: string, size: number }[] {
  return filesIn(folder, '.bin').flatMap(({ path, size }) => {
    const key = keyIn(path)
    return key === undefined ? [] : [{ key, size }]
  })
}

/** Removes what nobody used for long, what was used longest ago above the size limit, and what killed writers left. */
export function trimValues(folder: string, { maxSize, keepUnused }: Limits, now: number): void {
  const values = filesIn(folder, '.bin').sort((a, b) => a.usedAt - b.usedAt)
  const bytes = values.reduce((sum, { size }) => sum + size, 0)
  let excess = bytes > maxSize ? bytes - maxSize * FILL_AFTER_TRIM : 0
  for (const { path, size, usedAt } of values) {
    if (excess <= 0 && now - usedAt <= keepUnused)
      continue
    rmSync(path, { force: true })
    excess -= size
  }
  for (const { path, usedAt } of filesIn(folder, '.tmp')) {
    if (now - usedAt > GRACE_MS)
      rmSync(path, { force: true })
  }
}

function filesIn(folder: string, suffix: string): ValueFile[] {
  return namesIn(folder).flatMap(part => namesIn(join(folder, part)).filter(name => name.endsWith(suffix)).flatMap((name) => {
    const path = join(folder, part, name)
    const stat = statIfThere(path)
    return stat ? [{ path, size: stat.size, usedAt: stat.mtimeMs }] : []
  }))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  }
  catch (error) {
    if (isMissing(error))
      return []
    throw error
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
