import { AsyncLocalStorage } from 'node:async_hooks'
import { isObject } from '../../util/stable'
import { CacheOptionError, CacheStateError } from '../errors'

/** Between `load` and `unload`: remembers what was added while loading, and forgets it at the end. */
export class Lifecycle {
  readonly #body = new AsyncLocalStorage<{ isRunning: boolean }>()
  readonly #volatile = new Set<string>()
  readonly #members: { owner: Record<PropertyKey, unknown>, member: PropertyKey }[] = []
  #state: 'unloaded' | 'loading' | 'loaded' = 'unloaded'

  get isLoaded(): boolean {
    return this.#state === 'loaded'
  }

  /** What runs at the same time and was not started by `body` is not meant. */
  get isLoading(): boolean {
    return this.#body.getStore()?.isRunning === true
  }

  /** @throws CacheStateError when it is loaded; what `body` throws, and then nothing is loaded */
  async load(body: () => unknown, forget: (key: string) => void): Promise<void> {
    if (this.#state !== 'unloaded')
      throw new CacheStateError('unplugin-cache: load() was called twice. Call unload() in between.')
    this.#state = 'loading'
    const run = { isRunning: true }
    try {
      await this.#body.run(run, () => Promise.resolve().then(body))
    }
    catch (error) {
      this.end(forget)
      throw error
    }
    finally {
      run.isRunning = false
    }
    // It was closed meanwhile.
    if (this.#state !== 'loading')
      return this.end(forget)
    this.#state = 'loaded'
  }

  /** @throws CacheStateError when it is not loaded */
  unload(forget: (key: string) => void): void {
    if (this.#state !== 'loaded')
      throw new CacheStateError('unplugin-cache: unload() was called without load(). Call load() before.')
    this.end(forget)
  }

  added(key: string): void {
    this.#volatile.add(key)
  }

  /** @throws CacheOptionError */
  addMember(owner: object, member: PropertyKey): void {
    if (!isObject(owner) && typeof owner !== 'function')
      throw new CacheOptionError('owner', owner, `unplugin-cache: addVolatile() was called with ${owner === null ? "null" : typeof owner}, it needs an object and the name of its member.`)
    this.#members.push({ owner: owner as Record<PropertyKey, unknown>, member })
  }

  /** As it was before `load`, from whichever state. */
  end(forget: (key: string) => void): void {
    this.#state = 'unloaded'
    this.#volatile.forEach(forget)
    this.#volatile.clear()
    for (const { owner, member } of this.#members.splice(0))
      owner[member] = undefined
  }
}
