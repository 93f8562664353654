import { FOREIGN } from './closures'
import { parseLine } from './line'

/** The path of a value that two descriptions of one plugin do not share, if there is one. */
export function findChange(before: readonly string[], after: readonly string[]): string | undefined {
  const left = valuesByPath(before)
  const right = valuesByPath(after)
  const isLoaded = (path: string, value: string): boolean => value.startsWith(FOREIGN) && isNothing(left.get(path))
  const changed = [...right].find(([path, value]) => left.get(path) !== value && !isLoaded(path, value))
    ?? [...left].find(([path, value]) => !right.has(path) && !isNothing(value))
  return changed?.[0]
}

/** What a variable has until the code of another package is loaded into it, which is not state. */
function isNothing(value: string | undefined): boolean {
  return value === undefined || value === 'undefined' || value === 'null'
}

function valuesByPath(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map(parseLine).map(({ path, value }) => [path, value]))
}
