import { parse } from 'node:querystring'
import { isRecord } from '../../../util/stable'
import type { AnyPlugin } from '../../types'

/** The options of a loader, which may be written as a query. */
export function optionsOf({ options }: AnyPlugin): Record<string, unknown> {
  if (isRecord(options))
    return options
  const text = typeof options === 'string' ? options.replace(/^\?/, '') : ''
  return text.startsWith('{') ? JSON.parse(text) as Record<string, unknown> : parse(text)
}
