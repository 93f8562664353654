import { digest } from '../util/digest'

const WORD_RE = /[\w$]+/g

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
    return this.#words ??= new Set(this.text.match(WORD_RE))
  }
}

const known = new WeakMap<object, Code>()

export function codeOf(fn: object): Code {
  let code = known.get(fn)
  if (!code)
    known.set(fn, code = new Code(Function.prototype.toString.call(fn)))
  return code
}
