import { digest } from '../util/digest'

const WORD_RE = /[\p{ID_Continue}$\u200C\u200D]+/gu
const ESCAPE_RE = /\\u(?:\{([\da-f]+)\}|([\da-f]{4}))/gi

/** The code of a function, which never changes. */
export class Code {
  readonly text: string
  #digest: string | undefined
  #words: ReadonlySet<string> | undefined

  constructor(text: string) {
    this.text = text
  }

  get digest(): string {
    return this.#digest ??= digest(this.text)
  }

  get isNative(): boolean {
    return this.text.endsWith('{ [native code] }')
  }

  /** All names in it: a function cannot see a variable that it does not name. */
  get words(): ReadonlySet<string> {
    return this.#words ??= wordsOf(this.text)
  }
}

const known = new WeakMap<object, Code>()

export function codeOf(fn: object): Code {
  let code = known.get(fn)
  if (!code)
    known.set(fn, code = new Code(Function.prototype.toString.call(fn)))
  return code
}

/** A name may be written with escapes. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set(text.match(WORD_RE))
  if (text.includes('\\u')) {
    const unescaped = text.replace(ESCAPE_RE, (_escape, long: string, short: string) => String.fromCodePoint(Number.parseInt(long ?? short, 16)))
    for (const word of unescaped.match(WORD_RE) ?? [])
      words.add(word)
  }
  return words
}
