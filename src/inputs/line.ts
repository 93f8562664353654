/** A line of a description, `path: value`. */
export interface Line { path: string, value: string }

export function parseLine(line: string): Line {
  const end = line.indexOf(': ')
  return { path: line.slice(0, end), value: line.slice(end + 2) }
}
