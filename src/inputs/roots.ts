import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Marks the start and end of a placeholder; a text that has it already is refused. */
const MARK = '\u0001'
/** Stands for the project in a name: some tools probe for an absolute path below the project. */
const NESTED = `${MARK}project${MARK}`
const PLACEHOLDER_RE = /\u0001root:([\w/]+)\u0001/g
const WORKSPACE_FILES = ['pnpm-workspace.yaml', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', '.git']
/** Below this depth (`/app`, `/srv/web`) a root may as well be a URL in the source. */
const DISTINCTIVE_DEPTH = 3
/** What a path in code may end with. */
const PATH_END_RE = /^[/\\][^"'`\s?#*:;,<>()[\]{}|]*/
/** A root followed by one of these is another folder's name: `/a/project` in `/a/project-two`. */
const NAME_CHAR_RE = /[\w.@+-]/

/** Of texts up to this length it is remembered what they are packed. */
const MAX_SHORT_LENGTH = 200
const MAX_SHORT_TEXTS = 10_000

/** A way to write a root in text. */
interface Form {
  /** Of the root and of the way to write it: `project/uri`. The same in all checkouts. */
  name: string
  text: string
  /** Long enough not to be found in code by chance. */
  isDistinctive: boolean
  /** The root itself, when the form is a plain path. */
  path?: string
}

/**
 * The folders that a result may mention: the project and the workspace around it. Keys and stored values hold
 * placeholders in their place, so that a checkout at another path shares them.
 */
export class Roots {
  /** Absolute path of the project. */
  readonly project: string
  /** Which ways to write a root are the same text here; where others are, a placeholder is ambiguous. */
  readonly spelling: string
  /** Of forms with the same text, the first; longest text first. */
  readonly #forms: Form[]
  readonly #texts: Map<string, string>
  /** The project's path without what it starts with. */
  readonly #tail: string
  /** Occurs in all forms: most texts need no closer look. */
  readonly #needle: string
  readonly #names = new Map<string, string>()
  /** Short texts, packed. */
  readonly #short = new Map<string, string | undefined>()

  constructor(project: string) {
    this.project = resolve(project)
    this.#tail = relative(parse(this.project).root, this.project).replaceAll(sep, '/')
    const workspace = findWorkspace(this.project)
    const paths = { project: this.project, workspace, realProject: toRealPath(this.project), realWorkspace: toRealPath(workspace) }
    const all = Object.entries(paths).filter(([, path]) => dirname(path) !== path).flatMap(([name, path]) => formsOf(name, path))
    this.#texts = new Map(all.map(({ name, text }) => [name, text]))
    const firstByText = new Map([...all].reverse().map(form => [form.text, form]))
    this.spelling = all.map(({ text }) => firstByText.get(text)!.name).join()
    this.#forms = [...firstByText.values()].sort((a, b) => b.text.length - a.text.length)
    this.#needle = commonPart(this.#forms, Object.values(paths))
  }

  /** A path as it enters facts and keys: relative to the project, with `/`. */
  toName(path: string): string {
    let name = this.#names.get(path)
    if (name === undefined)
      this.#names.set(path, name = this.#toName(path))
    return name
  }

  #toName(path: string): string {
    const name = relative(this.project, path)
    if (isAbsolute(name))
      return path
    const portable = sep === '/' ? name : name.replaceAll(sep, '/')
    return this.#tail.split('/').length < DISTINCTIVE_DEPTH ? portable : portable.replaceAll(this.#tail, () => NESTED)
  }

  /** The inverse of `toName` in this checkout. */
  toPath(name: string): string {
    return resolve(this.project, name.includes(NESTED) ? name.replaceAll(NESTED, () => this.#tail) : name)
  }

  /** Text with placeholders, or `undefined` when it mentions a root in a way that another checkout could not restore. */
  pack(text: string): string | undefined {
    if (text.length > MAX_SHORT_LENGTH)
      return this.#pack(text)
    // Ids and names of members come again and again.
    let packed = this.#short.get(text)
    if (packed === undefined && !this.#short.has(text)) {
      if (this.#short.size >= MAX_SHORT_TEXTS)
        this.#short.clear()
      this.#short.set(text, packed = this.#pack(text))
    }
    return packed
  }

  #pack(text: string): string | undefined {
    if (text.includes(MARK))
      return undefined
    if (!text.includes(this.#needle))
      return text
    let packed: string | undefined = text
    for (const form of this.#forms)
      packed = packed && replaceForm(packed, form)
    return packed
  }

  /** The inverse of `pack` in this checkout. */
  unpack(text: string): string {
    return text.includes(MARK) ? text.replace(PLACEHOLDER_RE, (_, name: string) => this.#texts.get(name)!) : text
  }

  /** By line of a packed text, the column where its first placeholder stands. */
  static placeholderColumns(packed: string): Map<number, number> {
    if (!packed.includes(MARK))
      return new Map()
    const columns = packed.split('\n').map((line, index): [number, number] => [index, line.indexOf(MARK)])
    return new Map(columns.filter(([, column]) => column >= 0))
  }
}

function replaceForm(text: string, form: Form): string | undefined {
  const { length } = form.text
  let packed = ''
  let end = 0
  for (let start = text.indexOf(form.text); start >= 0; start = text.indexOf(form.text, end)) {
    const before = text.slice(end, start)
    end = start + length
    if (isPartOfName(before, text[end] ?? '') || !isSurelyPath(form, text, end))
      return undefined
    packed += `${before}${MARK}root:${form.name}${MARK}`
  }
  return end === 0 ? text : packed + text.slice(end)
}

/** `/a/project` in `/a/project-two` or in `/b/a/project` is something else; `/@fs/a/project` is how Vite writes it. */
function isPartOfName(before: string, after: string): boolean {
  return NAME_CHAR_RE.test(after) || (NAME_CHAR_RE.test(before.at(-1) ?? '') && !before.endsWith('@fs') && !before.endsWith(MARK))
}

/** In a container the project may be `/app`: only a path to something that exists is taken for more than a literal. */
function isSurelyPath({ path, isDistinctive }: Form, text: string, start: number): boolean {
  if (isDistinctive)
    return true
  const end = PATH_END_RE.exec(text.slice(start))?.[0]
  return path !== undefined && end !== undefined && end.length > 1 && existsSync(path + end)
}

function formsOf(root: string, path: string): Form[] {
  const slashes = path.replaceAll('\\', '/')
  const isDistinctive = slashes.split('/').filter(Boolean).length >= DISTINCTIVE_DEPTH
  const texts = {
    backslashes: path.replaceAll('\\', '\\\\'),
    json: slashes.replaceAll('/', '\\/'),
    uri: encodeURI(slashes),
    url: pathToFileURL(path).pathname,
    component: encodeURIComponent(slashes),
  }
  return [
    { name: `${root}/plain`, text: path, isDistinctive, path },
    { name: `${root}/slashes`, text: slashes, isDistinctive, path },
    ...Object.entries(texts).map(([name, text]) => ({ name: `${root}/${name}`, text, isDistinctive })),
  ]
}

/** The longest folder name that all forms have in common, which must not need encoding. */
function commonPart(forms: readonly Form[], paths: readonly string[]): string {
  const names = paths.flatMap(path => path.split(sep)).filter(name => name !== '' && forms.every(form => form.text.includes(name)))
  return names.sort((a, b) => b.length - a.length)[0] ?? ''
}

function toRealPath(path: string): string {
  return existsSync(path) ? realpathSync.native(path) : path
}

/** The nearest folder, from the project upwards, that holds a lockfile, a repository or a list of workspaces. */
function findWorkspace(project: string): string {
  for (let dir = project; ; dir = dirname(dir)) {
    if (WORKSPACE_FILES.some(file => existsSync(join(dir, file))) || declaresWorkspaces(dir))
      return dir
    if (dirname(dir) === dir)
      return project
  }
}

function declaresWorkspaces(dir: string): boolean {
  const file = join(dir, 'package.json')
  return existsSync(file) && /"workspaces"\s*:/.test(readFileSync(file, 'utf8'))
}
