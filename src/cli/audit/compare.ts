import type { Outputs } from './outputs'

export interface Difference {
  path: string
  how: 'differs' | 'is missing' | 'is new'
}

/** What stands for chance in a file's name: a hash in front of the extension. */
const HASH_RE = /[-.](?:[\w-]{8}|[\da-z]{9,64})(?=\.\w+(?:\.map)?$)/i

/** The outputs of two plain builds, and what they tell of chance. */
export class Plain {
  readonly #first: Outputs
  readonly #outputs: Outputs
  readonly #random: ReadonlySet<string>

  constructor(first: Outputs, second: Outputs) {
    this.#first = first
    this.#outputs = second
    this.#random = new Set(differing(first, second))
  }

  /** Paths of files that differ although nothing was cached; with a `*` where that shows in the name. */
  get notDeterministic(): string[] {
    const isIn = (path: string): boolean => this.#outputs.has(path) && this.#first.has(path)
    return [...new Set([...this.#random].map(path => (isIn(path) ? path : mask(path))))].sort()
  }

  get comparable(): number {
    return [...this.#outputs.keys()].filter(path => !this.#random.has(path)).length
  }

  /** The deterministic files that are not what they are in a plain build. */
  differences(outputs: Outputs): Difference[] {
    const masked = new Set([...this.#random].map(mask))
    const paths = differing(this.#outputs, outputs).filter(path => !this.#random.has(path) && !masked.has(mask(path)))
    return paths.sort().map(path => ({ path, how: !outputs.has(path) ? 'is missing' : this.#outputs.has(path) ? 'differs' : 'is new' }))
  }
}

function differing(a: Outputs, b: Outputs): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter(path => a.get(path) !== b.get(path))
}

/** Where the content is chance, so is the hash of it in the name. */
function mask(path: string): string {
  return path.replace(HASH_RE, '-*')
}
