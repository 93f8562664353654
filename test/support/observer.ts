import { relative } from 'node:path'
import { type Observer, type PrintStream, observe } from '../../src/inputs/tracer'
import type { Question } from '../../src/inputs/world'

/** An observer that writes down what it is told, such as `content a/file`, `env NAME` or `opaque writes files`. */
export class Notes implements Observer {
  readonly lines: string[] = []
  readonly #dir: string

  /** Paths are noted relative to this folder, and only those in it. */
  constructor(dir: string) {
    this.#dir = dir
  }

  path(question: Question, path: string): void {
    const name = relative(this.#dir, path).replaceAll('\\', '/')
    if (!name.startsWith('..'))
      this.#note(`${question} ${name}`)
  }

  env(name: string): void {
    this.#note(`env ${name}`)
  }

  print(stream: PrintStream, text: string): void {
    this.#note(`print ${stream} ${text}`)
  }

  time(): void {
    this.#note('time')
  }

  random(): void {
    this.#note('random')
  }

  opaque(what: string): void {
    this.#note(`opaque ${what}`)
  }

  #note(line: string): void {
    if (!this.lines.includes(line))
      this.lines.push(line)
  }
}

/** What is noted while this runs, also later and asynchronously. */
export async function notesOf(dir: string, body: () => unknown): Promise<string[]> {
  const notes = new Notes(dir)
  await observe(notes, async () => {
    await body()
  })
  return notes.lines
}
