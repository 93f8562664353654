import { FOREIGN } from './closures'

/** The path of a value that two descriptions of one plugin do not share, if there is one. */
export function findChange(before: readonly string[], after: readonly string[]): string | undefined {
  const left = new Map(before.map(splitLine))
  const right = new Map(after.map(splitLine))
  const isLoaded = (path: string, text: string): boolean => text.startsWith(FOREIGN) && isNothing(left.get(path))
  const changed = [...right].find(([path, text]) => left.get(path) !== text && !isLoaded(path, text))
    ?? [...left].find(([path, text]) => !right.has(path) && !isNothing(text))
  return changed?.[0]
}

/** What a variable has until the code of another package is loaded into it, which is not state. */
function isNothing(text: string | undefined): boolean {
  return text === undefined || text === 'undefined' || text === 'null'
}

/** `path: text` */
function splitLine(line: string): [path: string, text: string] {
  const end = line.indexOf(': ')
  return [line.slice(0, end), line.slice(end + 2)]
}
