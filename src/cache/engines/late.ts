import type { Entry } from '../values/record'
import type { Engine, Listed, Usage } from './engine'

/** Stands for an engine that is still being opened: its package is imported, a connection is made. */
export class LateEngine implements Engine {
  readonly name = 'backend'
  readonly place: unknown = this
  readonly isSync = false
  readonly #open: () => Promise<Engine>
  #opened: Promise<Engine> | undefined

  /** @param open must not fail */
  constructor(open: () => Promise<Engine>) {
    this.#open = open
  }

  now(): number {
    return Date.now()
  }

  async get(key: string): Promise<Entry | undefined> {
    return (await this.#engine()).get(key)
  }

  async set(key: string, entry: Entry): Promise<void> {
    await (await this.#engine()).set(key, entry)
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#engine()).delete(key)
  }

  async clear(): Promise<void> {
    await (await this.#engine()).clear()
  }

  async list(): Promise<Listed[]> {
    return (await this.#engine()).list()
  }

  async usage(): Promise<Usage> {
    return (await this.#engine()).usage()
  }

  async flush(): Promise<void> {
    await (await this.#opened)?.flush()
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close()
  }

  async exclusively<T>(key: string, waitMs: number, body: () => Promise<T>): Promise<T> {
    const engine = await this.#engine()
    return engine.exclusively ? engine.exclusively(key, waitMs, body) : body()
  }

  #engine(): Promise<Engine> {
    this.#opened ??= this.#open()
    return this.#opened
  }
}
