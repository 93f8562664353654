import { FOREIGN } from './closures'
import { parseLine } from './line'

/** A description of a plugin, for later ones to be compared to. */
export class Baseline {
  readonly #lines: ReadonlySet<string>
  readonly #values: ReadonlyMap<string, string>

  constructor(lines: readonly string[]) {
    this.#lines = new Set(lines)
    this.#values = valuesByPath(lines)
  }

  /** True for a line that it does not have, so that there is no need to look further. */
  isNews(line: string): boolean {
    if (this.#lines.has(line))
      return false
    const { path, value } = parseLine(line)
    return !this.#isLoaded(path, value)
  }

  /** The path of a value that the two do not share, if there is one. */
  findChange(after: readonly string[]): string | undefined {
    const values = valuesByPath(after)
    const changed = [...values].find(([path, value]) => this.#values.get(path) !== value && !this.#isLoaded(path, value))
      ?? [...this.#values].find(([path, value]) => !values.has(path) && !isNothing(value))
    return changed?.[0]
  }

  /** Code of another package is loaded where there was nothing, which is not state. */
  #isLoaded(path: string, value: string): boolean {
    return value.startsWith(FOREIGN) && isNothing(this.#values.get(path))
  }
}

function isNothing(value: string | undefined): boolean {
  return value === undefined || value === 'undefined' || value === 'null'
}

function valuesByPath(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map(parseLine).map(({ path, value }) => [path, value]))
}
