import { decode } from '@jridgewell/sourcemap-codec'

/** True when a source map says something about a place behind a column, by line; or when it cannot be told. */
export function isMappedBehind(map: unknown, columns: ReadonlyMap<number, number>): boolean {
  const mappings = mappingsOf(map)
  if (mappings === undefined)
    return true
  // Generated columns start anew in each line, so that a line can be decoded by itself.
  const lines = mappings.split(';')
  return [...columns].some(([line, column]) => decode(lines[line] ?? '')[0]!.some(([generated]) => generated > column))
}

function mappingsOf(map: unknown): string | undefined {
  if (map === '')
    return ''
  const { mappings } = (typeof map === 'string' ? JSON.parse(map) : map) as { mappings?: unknown }
  return typeof mappings === 'string' ? mappings : undefined
}
