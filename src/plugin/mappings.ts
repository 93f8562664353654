import { type SourceMapMappings, decode } from '@jridgewell/sourcemap-codec'

/** True when a source map says something about a place behind a column, by line; or when it cannot be told. */
export function isMappedBehind(map: unknown, columns: ReadonlyMap<number, number>): boolean {
  const mappings = mappingsOf(map)
  if (mappings === undefined)
    return true
  return [...columns].some(([line, column]) => mappings[line]?.some(([generated]) => generated > column) ?? false)
}

function mappingsOf(map: unknown): SourceMapMappings | undefined {
  if (map === '')
    return []
  const { mappings } = (typeof map === 'string' ? JSON.parse(map) : map) as { mappings?: unknown }
  return typeof mappings === 'string' ? decode(mappings) : undefined
}
