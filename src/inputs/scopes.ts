import inspector from 'node:inspector'

/** Variables that a function closes over. */
export interface Scope {
  /** True for the top level of the function's file. */
  isModule: boolean
  /** The same in CommonJS, where a file is a function without a name, and nothing is around it. */
  isCommonJs: boolean
  /** A copy, whose values are the live ones. */
  variables: object
}

export interface FunctionView {
  /** Identifies the script that defines the function, within this process. */
  script: string
  /** Innermost first; without the global scope. */
  scopes: Scope[]
  /** Of a bound function: its target, `this` and arguments. */
  bound: Record<string, unknown>
}

type Post = (method: string, params: object) => Record<string, unknown>
interface RemoteValue { objectId?: string, description?: string, value?: unknown }
interface InternalProperty { name: string, value?: RemoteValue & { value?: { scriptId?: string } } }

interface RawScope { description: string, object: object }

const BOUND = ['[[TargetFunction]]', '[[BoundThis]]', '[[BoundArgs]]']
/** How values travel between us and the inspector, which only speaks of remote objects. */
const EXCHANGE = '__unplugin_cache_exchange__'
const GROUP = 'unplugin-cache'

/**
 * Looks into closures with the debugger interface of this very process (`[[Scopes]]` and `[[FunctionLocation]]` of
 * the Chrome DevTools Protocol). It needs no port and stops nothing.
 */
export class ScopeReader {
  readonly #post: Post
  readonly #session: inspector.Session
  readonly #exchange: { value?: unknown } = {}

  private constructor(session: inspector.Session, post: Post) {
    this.#session = session
    this.#post = post
    Object.defineProperty(globalThis, EXCHANGE, { value: this.#exchange, configurable: true })
  }

  /** A reader, or `undefined` where there is no inspector (Bun, or a Node built without it). */
  static open(): ScopeReader | undefined {
    try {
      const session = new inspector.Session()
      session.connect()
      return new ScopeReader(session, createPost(session))
    }
    catch {
      // Nothing is lost but detail: the caller falls back to a coarser identity.
      return undefined
    }
  }

  read(fn: object): FunctionView {
    return this.readAll([fn])[0]!
  }

  /** Many at once: most of what a look costs is the way to the inspector and back. */
  readAll(fns: readonly object[]): FunctionView[] {
    const list = this.#idOf(fns)
    const items = this.#properties(list).result as { value?: RemoteValue }[]
    const views = fns.map((_fn, index) => this.#internalsOf(items[index]!.value!.objectId!))
    const scopes = this.#fetchAll(list, views.flatMap(properties => idsOf(properties, ['[[Scopes]]'])))
    return views.map(properties => this.#toView(properties, scopes))
  }

  #toView(properties: readonly InternalProperty[], scopes: Map<string, object>): FunctionView {
    const [list] = idsOf(properties, ['[[Scopes]]'])
    const bound = properties.flatMap(({ name, value }): [string, unknown][] => (BOUND.includes(name) && value?.objectId ? [[name, this.#fetch(value.objectId)]] : []))
    const location = properties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value
    return { script: location?.scriptId ?? '', scopes: list ? scopesOf(scopes.get(list) as ArrayLike<RawScope>) : [], bound: Object.fromEntries(bound) }
  }

  /** The private fields of an instance, by name. */
  privateFields(value: object): Record<string, unknown> {
    const fields = (this.#properties(this.#idOf(value)).privateProperties ?? []) as { name: string, value?: RemoteValue }[]
    return Object.fromEntries(fields.map(({ name, value: field }) => [name, this.#valueOf(field)]))
  }

  /** What a weak collection holds, in no particular order. */
  weakEntries(value: object): { key?: object, value?: unknown }[] {
    const list = this.#internals(value).find(({ name }) => name === '[[Entries]]')?.value?.objectId
    if (list === undefined)
      return []
    return Array.from(this.#fetch(list) as ArrayLike<{ key?: object, value?: unknown }>)
  }

  /** What stands behind a proxy. */
  proxied(value: object): Record<string, unknown> {
    const parts = this.#internals(value).filter(({ name }) => name === '[[Target]]' || name === '[[Handler]]')
    return Object.fromEntries(parts.map(({ name, value: part }) => [name, this.#valueOf(part)]))
  }

  /** What a promise has come to, or `undefined` while it is pending. */
  promiseResult(value: object): unknown {
    return this.#valueOf(this.#internals(value).find(({ name }) => name === '[[PromiseResult]]')?.value)
  }

  /** Where each script of the process came from, by the number that `FunctionView.script` gives. Takes long the first time. */
  scriptUrls(): Map<string, string> {
    const urls = new Map<string, string>()
    const note = ({ params }: { params: { scriptId: string, url: string } }): void => void urls.set(params.scriptId, params.url)
    this.#session.on('Debugger.scriptParsed', note)
    this.#post('Debugger.enable', {})
    this.#post('Debugger.disable', {})
    this.#session.off('Debugger.scriptParsed', note)
    return urls
  }

  close(): void {
    this.#post('Runtime.releaseObjectGroup', { objectGroup: GROUP })
    this.#session.disconnect()
    delete (globalThis as Record<string, unknown>)[EXCHANGE]
  }

  #idOf(value: object): string {
    this.#exchange.value = value
    const { result } = this.#post('Runtime.evaluate', { expression: `globalThis.${EXCHANGE}.value`, objectGroup: GROUP }) as { result: RemoteValue }
    return result.objectId!
  }

  #internals(value: object): InternalProperty[] {
    return this.#internalsOf(this.#idOf(value))
  }

  #internalsOf(objectId: string): InternalProperty[] {
    return (this.#properties(objectId).internalProperties ?? []) as InternalProperty[]
  }

  #valueOf(remote: RemoteValue | undefined): unknown {
    return remote?.objectId ? this.#fetch(remote.objectId) : remote?.value
  }

  #properties(objectId: string): Record<string, unknown> {
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true })
  }

  /** The live object behind a remote one. */
  #fetch(objectId: string): object {
    return this.#fetchAll(objectId, [objectId]).get(objectId)!
  }

  #fetchAll(anyId: string, ids: readonly string[]): Map<string, object> {
    if (ids.length === 0)
      return new Map()
    const functionDeclaration = `function (...values) { globalThis.${EXCHANGE}.value = values }`
    this.#post('Runtime.callFunctionOn', { objectId: anyId, functionDeclaration, arguments: ids.map(objectId => ({ objectId })) })
    const values = this.#exchange.value as object[]
    return new Map(ids.map((id, index) => [id, values[index]!]))
  }
}

function idsOf(properties: readonly InternalProperty[], names: readonly string[]): string[] {
  return properties.flatMap(({ name, value }) => (names.includes(name) && value?.objectId ? [value.objectId] : []))
}

/** Of the list, which has no prototype, and has the global scope at its end. */
function scopesOf(list: ArrayLike<RawScope>): Scope[] {
  const scopes = Array.from(list).filter(({ description }) => !description.startsWith('Global'))
  return scopes.map(({ description, object }, index) => ({
    isModule: /^(?:Module|Script)/.test(description),
    isCommonJs: description === 'Closure' && index === scopes.length - 1,
    variables: object,
  }))
}

function createPost(session: inspector.Session): Post {
  // In-process sessions answer before `post` returns.
  return (method, params) => {
    let answer: Record<string, unknown> | undefined
    let failure: Error | null = null
    session.post(method, params, (error, result) => {
      failure = error
      answer = result as Record<string, unknown>
    })
    if (failure || !answer)
      throw failure ?? new Error(`${method} gave no answer`)
    return answer
  }
}
