import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { Child, pause, poll } from './child'
import { overwrite } from './edit'
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

export interface WatchOptions {
  /** Nobody watches: builds are asked for (esbuild's `rebuild`). */
  byHand?: boolean
}

/** vitest is a server, which reports at its end. */
const UNKNOWN: RebuildCounts = { hits: NaN, misses: NaN, bypassed: NaN, reasons: [] }

/** A bundler in watch mode, with the cache, in a process of its own. */
export class Watcher {
  readonly #world: World
  readonly #child: Child
  readonly #bundler: NonNullable<BuildOptions['bundler']>
  readonly #byHand: boolean

  constructor(world: World, bundler: NonNullable<BuildOptions['bundler']>, { byHand = false }: WatchOptions = {}) {
    this.#world = world
    this.#bundler = bundler
    this.#byHand = byHand
    this.#forgetReport()
    this.#child = new Child('run-watch.mjs', [bundler, 'true', ...byHand ? ['by-hand'] : []], world.dir, { UNPLUGIN_CACHE_DIR: world.cacheDir })
  }

  /** The first build, which must be what a plain build gives. */
  async start(): Promise<RebuildCounts> {
    await this.#child.hear(['built', 'failed'])
    return this.#expectOutput(await this.#plainOutput())
  }

  /**
   * Changes something and expects the rebuilt output to be what a plain build from scratch gives, which need not run
   * where it is known.
   */
  async rebuild(change: () => void, touched: string, known?: Record<string, string>): Promise<RebuildCounts> {
    const from = this.#child.messages.length
    this.#make(change)
    await this.#hearFrom(from, touched)
    return this.#expectOutput(known ?? await this.#plainOutput())
  }

  /** How many builds there have been. */
  get builds(): number {
    return this.#child.messages.filter(({ event }) => event === 'start').length
  }

  /** Changes something that cannot be built. */
  async breakBuild(change: () => void, touched: string): Promise<void> {
    const from = this.#child.messages.length
    this.#make(change)
    await this.#hearFrom(from, touched)
    await this.#child.hear(['failed'], from)
  }

  /** What was written, by path. */
  output(): Record<string, string> {
    return readTree(this.#world.path('watched'))
  }

  async close(): Promise<void> {
    this.#child.tell('close')
    expect(await this.#child.ended(), this.#child.printed).toBe(0)
  }

  #make(change: () => void): void {
    this.#forgetReport()
    change()
    if (this.#byHand)
      this.#child.tell('rebuild')
  }

  async #hearFrom(from: number, touched: string): Promise<void> {
    let nudgeAt = performance.now() + NUDGE_MS
    await poll(() => {
      if (performance.now() > nudgeAt) {
        nudgeAt += NUDGE_MS
        overwrite(this.#world, touched, this.#world.read(touched))
      }
      return this.#child.messages.slice(from).some(({ event }) => event !== 'start')
    }, () => `the watcher does not see the change of ${touched}`)
  }

  async #plainOutput(): Promise<Record<string, string>> {
    const { files } = await this.#world.build({ bundler: this.#bundler, cache: false })
    expect(Object.keys(files).length).toBeGreaterThan(0)
    return files
  }

  async #expectOutput(expected: Record<string, string>): Promise<RebuildCounts> {
    const end = performance.now() + SETTLE_MS
    const isBuilding = (): boolean => this.#child.messages.at(-1)?.event === 'start'
    while ((isBuilding() || JSON.stringify(this.output()) !== JSON.stringify(expected)) && performance.now() < end)
      await pause(100)
    const files = this.output()
    expect(Object.keys(files), this.#child.printed).toEqual(Object.keys(expected))
    for (const [path, content] of Object.entries(expected))
      expect(files[path], path).toBe(content)
    return this.#bundler === 'vitest' ? UNKNOWN : this.#count()
  }

  #forgetReport(): void {
    rmSync(join(this.#world.cacheDir, 'last-run.json'), { force: true })
  }

  /** The report may come after the output. */
  async #count(): Promise<RebuildCounts> {
    await poll(() => this.#world.report(), () => 'the watcher does not write last-run.json')
    const report = this.#world.report()!
    const reasons = report.plugins.flatMap(({ plugin, hooks }) => hooks.flatMap(({ hook, missReasons }) =>
      Object.entries(missReasons).map(([reason, count]) => `${plugin} ${hook} ${count} x ${reason}`)))
    return { ...report.totals, reasons }
  }
}
