import { readFileSync } from 'node:fs'
import { debug, messageOf } from './log'

/** A JSON file that somebody else has written: `undefined` when it is missing or broken. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  }
  catch (error) {
    debug.input('cannot read %s: %s', path, messageOf(error))
    return undefined
  }
}
