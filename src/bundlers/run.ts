import process from 'node:process'
import { type Options, type ResolvedOptions, resolveOptions } from '../plugin/options'
import { Session } from '../plugin/session'
import type { SetupTrace } from '../plugin/setup'
import type { AnyPlugin, Host } from '../plugin/types'
import { createRunReport, writeRunReport } from '../report/run'
import { summarize } from '../report/summary'
import { writeRehearsalReport } from '../report/rehearsal'
import { type Closable, finishOnExit, forgetOnExit, saveOpenRuns } from './exit'
import { clearCacheOnce } from '../cache/clear'
import { type Log, createLog, debug, messageOf, silentLog } from '../util/log'

/** Time without a step after which a process that goes on writes what is new. Milliseconds. */
const IDLE_MS = 1000
/** In a dev server, how long answers about files that nobody watches are believed. Milliseconds. */
const BELIEF_MS = 1000

/** One run of a bundler with the cache: opened once, written at the end of each build and at the end of the process. */
export class Run implements Closable {
  readonly session: Session
  readonly #options: ResolvedOptions
  readonly #host: Host
  readonly #log: Log
  readonly #outputDirs = new Set<string>()
  #startedAt = performance.now()
  #bytesWritten = 0
  #idle: NodeJS.Timeout | undefined
  #unreported = false
  #believedAt = 0

  private constructor(session: Session, options: ResolvedOptions, host: Host, log: Log) {
    this.session = session
    this.#options = options
    this.#host = host
    this.#log = log
    session.onStep = () => this.#onStep()
    finishOnExit(this)
  }

  /** Never fails: without a run, the build goes on without the cache. */
  static async open(options: Options, host: Host, setup: SetupTrace): Promise<Run | undefined> {
    const resolved = resolveOptions(options, host.root, process.env)
    const log = resolved.log === 'silent' ? silentLog : createLog()
    try {
      return await Run.#start(resolved, host, setup, log)
    }
    catch (error) {
      log.warn(`cannot start (${messageOf(error)}); this build goes on without the cache`)
      return undefined
    }
  }

  static async #start(resolved: ResolvedOptions, host: Host, setup: SetupTrace, log: Log): Promise<Run> {
    await clear(resolved, log)
    // What a dev server that restarts has recorded so far is wanted at once.
    await saveOpenRuns()
    return new Run(await Session.open({ options: resolved, host, setup, log }), resolved, host, log)
  }

  adopt(plugins: readonly unknown[]): void {
    this.session.adopt(toPlugins(plugins))
  }

  /** A build begins: files may have changed since the last one. */
  startBuild(): void {
    // One that was interrupted before its end goes on with this one.
    if (!this.#unreported)
      this.#startCounting()
    // Also when no step follows: why nothing is memoized is what a user wants to know then.
    this.#unreported = true
    finishOnExit(this)
    this.session.invalidate()
  }

  #startCounting(): void {
    this.#startedAt = performance.now()
    if (this.#host.watch && this.#host.command === 'build') {
      this.session.counters = this.session.counters.renew()
      this.#bytesWritten = 0
    }
  }

  addOutputDir(dir: string | undefined): void {
    if (dir)
      this.#outputDirs.add(dir)
  }

  /** All modules are known. Not awaited: a bundler in native code links them now, and this thread waits. */
  stage(): void {
    setImmediate(() => void this.session.stage().catch((error: unknown) => debug.cache('cannot stage: %s', messageOf(error))))
  }

  /** A build is over: writes what is new and says what was gained. */
  async endBuild(): Promise<void> {
    if (!this.#host.watch)
      this.session.forgetSkipped()
    this.#bytesWritten += await this.session.commit()
    await this.#report()
    // A dev server tells of its end in this way too; a restarted one is another run.
    if (!this.#host.watch || this.#host.command === 'serve')
      forgetOnExit(this)
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.endBuild()
    forgetOnExit(this)
    await this.session.close()
  }

  /** The end of the process, where the bundler has not said that the build is over. */
  finish(): Promise<void> {
    return this.endBuild()
  }

  save(): Promise<number> {
    return this.session.commit()
  }

  #onStep(): void {
    this.#unreported = true
    if (!this.#host.watch)
      return
    if (this.#host.command === 'serve' && performance.now() - this.#believedAt > BELIEF_MS) {
      this.#believedAt = performance.now()
      this.session.invalidate()
    }
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.#onIdle(), IDLE_MS).unref()
  }

  async #onIdle(): Promise<void> {
    this.#bytesWritten += await this.session.commit()
  }

  async #report(): Promise<void> {
    if (!this.#unreported)
      return
    this.#unreported = false
    const { cacheDir, tool, log, readonly } = this.#options
    const { bundler, command, root } = this.#host
    const durationMs = performance.now() - this.#startedAt
    const facts = { tool, bundler, command, durationMs, bytesWritten: this.#bytesWritten, outputDirs: [...this.#outputDirs] }
    const report = createRunReport(this.session.counters, facts)
    const line = summarize(report)
    if (log === 'summary' && line !== undefined)
      this.#log.info(line)
    try {
      if (!readonly)
        await writeRunReport(cacheDir, report)
      const { rehearsal } = this.session.audited
      if (rehearsal)
        await writeRehearsalReport(rehearsal.reportPath, { root, run: report, plugins: rehearsal.plugins })
    }
    catch (error) {
      // A folder that cannot be written has been reported when the results were.
      debug.cache('cannot write last-run.json to %s: %s', cacheDir, messageOf(error))
    }
  }
}

/** The plugins among what users put into a list of plugins. */
export function toPlugins(values: readonly unknown[]): AnyPlugin[] {
  return values.filter(isPlugin)
}

function isPlugin(value: unknown): value is AnyPlugin {
  return typeof value === 'object' && value !== null && typeof (value as AnyPlugin).name === 'string'
}

async function clear({ cacheDir, clearToken, readonly }: ResolvedOptions, log: Log): Promise<void> {
  try {
    if (clearToken !== undefined && !readonly)
      await clearCacheOnce(cacheDir, clearToken)
  }
  catch (error) {
    log.warn(`cannot empty ${cacheDir} (${messageOf(error)})`)
  }
}
