import { isRecord } from '../util/stable'

/**
 * References of emitted files, replaced wherever the old ones stand. All at once: a live reference may be what
 * another one was when it was recorded.
 */
export function replaceReferences(result: unknown, references: Map<string, string>): unknown {
  if (references.size === 0)
    return result
  const pattern = new RegExp([...references.keys()].map(escapeRegExp).join('|'), 'g')
  return mapTexts(result, text => text.replace(pattern, reference => references.get(reference)!))
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string')
    return change(value)
  if (Array.isArray(value))
    return value.map(entry => mapTexts(entry, change))
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, change)]))
  return value
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
