import { isObject } from '../../util/stable'

/** True for what is gone once somebody has read it: iterators, streams, answers of `fetch`. */
export function isOneShot(value: unknown): boolean {
  if (!isObject(value))
    return false
  return Symbol.asyncIterator in value || (Symbol.iterator in value && typeof value.next === 'function')
    || value instanceof Response || value instanceof Request
}
