import inspector from 'node:inspector'

/** Variables that a function closes over. */
export interface Scope {
  /** True for the top level of the function's file. */
  isModule: boolean
  /** The same in CommonJS, where a file is a function without a name, and nothing is around it. */
  isCommonJs: boolean
  /** Fetched when asked for; a copy, whose values are the live ones. */
  variables: () => object
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
    const properties = this.#internals(fn)
    const find = (name: string): InternalProperty['value'] => properties.find(property => property.name === name)?.value
    const list = find('[[Scopes]]')?.objectId
    const bound = ['[[TargetFunction]]', '[[BoundThis]]', '[[BoundArgs]]'].flatMap((name): [string, unknown][] => {
      const id = find(name)?.objectId
      return id ? [[name, this.#fetch(id)]] : []
    })
    return { script: find('[[FunctionLocation]]')?.value?.scriptId ?? '', scopes: list ? this.#scopes(list) : [], bound: Object.fromEntries(bound) }
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

  #scopes(list: string): Scope[] {
    const entries = this.#properties(list).result as { value?: RemoteValue }[]
    const scopes = entries.flatMap(({ value }) => (!value?.objectId || value.description?.startsWith('Global') ? [] : [value as Required<RemoteValue>]))
    return scopes.map(({ objectId, description }, index) => ({
      isModule: /^(?:Module|Script)/.test(description),
      isCommonJs: description === 'Closure' && index === scopes.length - 1,
      variables: () => this.#fetch(objectId),
    }))
  }

  #idOf(value: object): string {
    this.#exchange.value = value
    const { result } = this.#post('Runtime.evaluate', { expression: `globalThis.${EXCHANGE}.value`, objectGroup: GROUP }) as { result: RemoteValue }
    return result.objectId!
  }

  #internals(value: object): InternalProperty[] {
    return (this.#properties(this.#idOf(value)).internalProperties ?? []) as InternalProperty[]
  }

  #valueOf(remote: RemoteValue | undefined): unknown {
    return remote?.objectId ? this.#fetch(remote.objectId) : remote?.value
  }

  #properties(objectId: string): Record<string, unknown> {
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true })
  }

  /** The live object behind a remote one; the scope of a block comes wrapped in `{ object }`. */
  #fetch(objectId: string): object {
    this.#post('Runtime.callFunctionOn', { objectId, functionDeclaration: `function () { globalThis.${EXCHANGE}.value = this }` })
    const fetched = this.#exchange.value as { object?: object, description?: string }
    return typeof fetched.object === 'object' && 'description' in fetched ? fetched.object : fetched
  }
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
