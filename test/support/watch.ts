import { expect } from 'vitest'
import { Child, pause, poll } from './child'
import { type BuildOptions, type World, readTree } from './world'

/** How long a wrong output may stay before it counts as wrong: a slow watcher may build twice. Milliseconds. */
const SETTLE_MS = 15_000
/** Not all watchers look at a file at once; after so long it is written again. Milliseconds. */
const NUDGE_MS = 5000

/** Counts of all plugins in one rebuild. */
export interface RebuildCounts {
  hits: number
  misses: number
  /** Steps that were not looked up. */
  bypassed: number
  /** Why steps missed. */
  reasons: string[]
}

/** A bundler in watch mode, with the cache, in a process of its own. */
export class Watcher {
  readonly #world: World
  readonly #child: Child
  readonly #bundler: NonNullable<BuildOptions['bundler']>

  constructor(world: World, bundler: NonNullable<BuildOptions['bundler']>) {
    this.#world = world
    this.#bundler = bundler
    this.#child = new Child('run-watch.mjs', [bundler, 'true'], world.dir, { UNPLUGIN_CACHE_DIR: world.cacheDir })
  }

  /** The first build, which must be what a plain build gives. */
  async start(): Promise<RebuildCounts> {
    await this.#child.hear(['built', 'failed'])
    return this.#expectPlain()
  }

  /** Changes something and expects the rebuilt output to be what a plain build from scratch gives. */
  async rebuild(change: () => void, touched: string): Promise<RebuildCounts> {
    const from = this.#child.messages.length
    change()
    await this.#hearFrom(from, touched)
    return this.#expectPlain()
  }

  /** Changes something that cannot be built. */
  async breakBuild(change: () => void, touched: string): Promise<void> {
    const from = this.#child.messages.length
    change()
    await this.#hearFrom(from, touched)
    await this.#child.hear(['failed'], from)
  }

  async close(): Promise<void> {
    this.#child.tell('close')
    expect(await this.#child.ended(), this.#child.printed).toBe(0)
  }

  async #hearFrom(from: number, touched: string): Promise<void> {
    let nudgeAt = performance.now() + NUDGE_MS
    await poll(() => {
      if (performance.now() > nudgeAt) {
        nudgeAt += NUDGE_MS
        this.#world.write(touched, this.#world.read(touched))
      }
      return this.#child.messages.length > from
    }, () => `the watcher does not see the change of ${touched}`)
    await this.#child.hear(['built', 'failed'], from)
  }

  async #expectPlain(): Promise<RebuildCounts> {
    const plain = await this.#world.build({ bundler: this.#bundler, cache: false })
    expect(Object.keys(plain.files).length).toBeGreaterThan(0)
    const end = performance.now() + SETTLE_MS
    while (JSON.stringify(this.#files()) !== JSON.stringify(plain.files) && performance.now() < end)
      await pause(100)
    const files = this.#files()
    expect(Object.keys(files), this.#child.printed).toEqual(Object.keys(plain.files))
    for (const [path, content] of Object.entries(plain.files))
      expect(files[path], path).toBe(content)
    return this.#count()
  }

  #files(): Record<string, string> {
    return readTree(this.#world.path('watched'))
  }

  #count(): RebuildCounts {
    const report = this.#world.report()
    if (!report)
      throw new Error('the watcher has not written last-run.json')
    const reasons = report.plugins.flatMap(({ plugin, hooks }) => hooks.flatMap(({ hook, missReasons }) =>
      Object.entries(missReasons).map(([reason, count]) => `${plugin} ${hook} ${count} x ${reason}`)))
    return { ...report.totals, reasons }
  }
}
