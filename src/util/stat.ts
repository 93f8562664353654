import { type Stats, statSync } from 'node:fs'
import { isMissing } from './errno'

/** The stats of a path, or `undefined` when nothing is there. Cheaper than to catch, but Node still throws for `file/below`. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  }
  catch (error) {
    if (isMissing(error))
      return undefined
    throw error
  }
}
