import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { digest } from '../../util/digest'
import { isMissing } from '../../util/errno'
import { statIfThere } from '../../util/stat'

/** How an unchanged file is recognised: by what is in it, or by its modification time. */
export type InputStrategy = 'content' | 'mtime'

/** [absolute path, modification time in milliseconds or null when missing, digest of the content or null when not read] */
export type InputState = [string, number | null, string | null]

export function stateOfInputs(paths: readonly string[], strategy: InputStrategy): InputState[] {
  return paths.map((path) => {
    const absolute = resolve(path)
    const mtime = statIfThere(absolute)?.mtimeMs ?? null
    return [absolute, mtime, strategy === 'content' && mtime !== null ? contentDigest(absolute) : null]
  })
}

/** The first file that is not as it was, with what happened to it. */
export function changedInput(states: readonly InputState[]): string | undefined {
  for (const [path, mtime, content] of states) {
    const now = statIfThere(path)?.mtimeMs ?? null
    if ((now === null) !== (mtime === null))
      return `${path} was ${now === null ? 'removed' : 'added'}`
    const isSame = content === null
      ? now === mtime
      : contentDigest(path) === content
    if (!isSame)
      return `${path} was changed`
  }
  return undefined
}

function contentDigest(path: string): string | null {
  try {
    return digest(readFileSync(path))
  }
  catch (error) {
    // Removed after the look at its time: no digest is equal to this.
    if (isMissing(error))
      return null
    throw error
  }
}
