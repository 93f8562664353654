import { type Stats, statSync } from 'node:fs'
import { isMissing } from './errno'

/** The stats of a path, or `undefined` when nothing is there. Node's `throwIfNoEntry: false` throws for `file/below`. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path)
  }
  catch (error) {
    if (isMissing(error))
      return undefined
    throw error
  }
}
