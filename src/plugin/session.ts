import process from 'node:process'
import { ResultCache } from '../cache'
import { FileStates, type FileMemo } from '../inputs/files'
import { Lookout } from '../inputs/lookout'
import { type PackageMemo, Packages } from '../inputs/packages'
import { Roots } from '../inputs/roots'
import { readSources } from '../inputs/sources'
import { isObserved } from '../inputs/tracer'
import { World } from '../inputs/world'
import { digest } from '../util/digest'
import type { Log } from '../util/log'
import { Audited } from './audited'
import { fileOf } from './call'
import { StepClock } from './clock'
import { Counters } from './counters'
import { createIdFilter } from './filter'
import { type IdentitySource, Memo } from './memo'
import type { ResolvedOptions } from './options'
import type { Step, StepEnvironment } from './environment'
import { rehydrating, restoreInTime } from './restoring'
import type { SetupTrace } from './setup'
import { runStep, runUncached } from './step'
import { decideSafely, isRefusal } from './trust'
import { type AnyPlugin, HOOK_NAMES, type Handler, type HookContext, type HookName, type Host } from './types'
import { describeMismatch } from './verify'
import { wrapHook } from './wrap'

export interface SessionOptions {
  options: ResolvedOptions
  host: Host
  /** What plugins have read so far while they set up. */
  setup: SetupTrace
  log: Log
}

/** The cache at work in one build, or in one dev server from start to end. */
export class Session {
  /** Of this build, or of all that the dev server has done. */
  counters: Counters = new Counters()
  /** Called before each step. */
  onStep: () => void = () => {}
  readonly audited: Audited
  readonly #options: ResolvedOptions
  readonly #host: Host
  readonly #filter: (id: string) => boolean
  readonly #memos = new Map<AnyPlugin, Memo>()
  readonly #environment: StepEnvironment
  readonly #identitySource: IdentitySource
  #started = false
  #prepared: Promise<void> = Promise.resolve()

  private constructor({ options, host, setup, log }: SessionOptions, cache: ResultCache, filter: (id: string) => boolean) {
    this.#options = options
    this.#host = host
    this.#filter = filter
    const roots = new Roots(host.root)
    const files = new FileStates(options.strategy, {
      recall: path => cache.note('files', roots.toName(path)) as FileMemo | undefined,
      remember: (path, memo) => cache.setNote('files', roots.toName(path), memo),
    })
    const packages = new Packages(host.root, {
      recall: dir => cache.note('packages', roots.toName(dir)) as PackageMemo | undefined,
      remember: (dir, memo) => cache.setNote('packages', roots.toName(dir), memo),
    })
    const world = new World({ files, roots, packages, env: process.env })
    this.#environment = { kind: host.context, cache, world, clock: new StepClock(), hitClock: new StepClock(), inFlight: new Map(), onRecord: ({ memo, call }) => memo.notePackages(call), verify: options.verify, onMismatch: mismatch => log.warn(describeMismatch(mismatch)), watch: host.watch, rejects: host.rejects, watchesAnyPath: host.watchesAnyPath ?? false, lookout: host.watch && host.command === 'build' && !host.watchesAnyPath ? new Lookout(world, () => this.invalidate()) : undefined }
    const extra = [...options.inputs.map(path => world.aboutPath('content', roots.toPath(path))), ...options.env.map(name => world.about('env', name))]
    const sources = readSources(host.sources())
    this.#identitySource = {
      host,
      world,
      setup,
      sources,
      common: [options.version, options.key, digest(JSON.stringify(extra))],
      notes: { recall: (section, name) => cache.note(section, name), remember: (section, name, value) => cache.setNote(section, name, value) },
      conditions: () => digest(JSON.stringify([process.argv.slice(2), ...sources.files.map(path => world.aboutPath('content', path)), ...sources.env.map(name => world.about('env', name))])),
    }
    this.audited = new Audited(options, this.#identitySource, log, process.env)
  }

  static async open(sessionOptions: SessionOptions): Promise<Session> {
    const { options, log } = sessionOptions
    const { cacheDir: dir, name: namespace, tool, maxAge, maxSize, readonly, refresh } = options
    const cache = await ResultCache.open({ dir, namespace, tool, maxAge, maxSize, readonly, refresh, log })
    return new Session(sessionOptions, cache, await createIdFilter(options))
  }

  /** Memoizes the hooks of these plugins, where it is known how; may be called again with more plugins. */
  adopt(plugins: readonly AnyPlugin[]): void {
    for (const plugin of plugins) {
      if (!this.#memos.has(plugin) && HOOK_NAMES.some(hook => plugin[hook]))
        this.#adopt(plugin)
    }
  }

  /** Time has passed in which files may have changed: everything is checked again when it is next needed. */
  invalidate(path?: string): void {
    this.#settle()
    this.#environment.world.invalidate(path)
  }

  /** Steps are over, and no hook has cleared up after them yet: are the plugins that nobody knows what they were before? */
  judge(): void {
    for (const memo of this.#memos.values()) {
      if (!memo.trial?.judge())
        continue
      this.#noteRefusal(memo)
      this.#environment.cache.discard((_variant, key) => memo.trial!.keys.has(key))
    }
  }

  /** Does ahead of the commit what can be done: while the bundler has no work for this thread. */
  async stage(): Promise<void> {
    const { cache } = this.#environment
    if (!cache.hasNews)
      return
    await this.#preparePackages()
    this.#settle()
    await cache.stage()
  }

  /** Writes what is new. Returns bytes. */
  async commit(): Promise<number> {
    const { cache } = this.#environment
    this.judge()
    if (cache.hasNews) {
      await this.#preparePackages()
      for (const memo of this.#memos.values())
        memo.shared.addToAll(memo.packages.facts())
    }
    this.#settle()
    return cache.commit()
  }

  /** A step may have read a file before or after it changed: what was recorded about such files is not kept. */
  #settle(): void {
    const broken = this.#environment.world.settle()
    if (broken.size > 0)
      this.#environment.cache.discard(({ facts, shared }) => facts.some(fact => broken.has(fact)) || shared.some(fact => broken.has(fact)))
  }

  /** Nobody will ask for the state of skipped steps any more. */
  forgetSkipped(): void {
    for (const memo of this.#memos.values())
      memo.rehydrator.forget()
  }

  async close(): Promise<void> {
    await this.#environment.lookout?.close()
    this.#environment.cache.close()
  }

  #adopt(plugin: AnyPlugin): void {
    const decision = this.audited.rehearse(plugin, decideSafely(plugin, this.#options.plugins, this.#host))
    if (isRefusal(decision)) {
      if (!decision.quiet)
        this.counters.refused.set(plugin.name, decision.refuse)
      return
    }
    const memo = new Memo(plugin, decision, this.#labelOf(plugin), this.#identitySource)
    this.#memos.set(plugin, memo)
    if (this.#started)
      this.#identify(memo)
    for (const hook of decision.rule.hooks)
      wrapHook(plugin, hook, original => this.#memoized(memo, hook, original))
    if (!memo.rehydrator.isStateless)
      restoreInTime(memo)
  }

  /** Several plugins may have one name, and keep their notes apart. */
  #labelOf(plugin: AnyPlugin): string {
    const count = [...this.#memos.keys()].filter(({ name }) => name === plugin.name).length
    return this.#host.origin?.(plugin).place ?? (count === 0 ? plugin.name : `${plugin.name} ${count + 1}`)
  }

  #memoized(memo: Memo, hook: HookName, original: Handler): Handler {
    const step = this.#step.bind(this, memo, hook, original)
    return function (this: HookContext, ...args) { return step(this, args) }
  }

  /**
   * All identities at once, before anything has run: plugins share objects, and what one fills in its first step
   * must not show in the identity of another.
   */
  #start(): void {
    this.#started = true
    for (const memo of [...this.#memos.values()])
      this.#identify(memo)
  }

  #identify(adopted: Memo): void {
    const memo = this.audited.settle(adopted)
    this.#memos.set(memo.plugin, memo)
    memo.shareSetup()
    memo.identify()
    this.#noteRefusal(memo)
    if (memo.unstable.length > 0)
      this.counters.unstable.set(memo.plugin.name, memo.unstable.map(({ path }) => path))
  }

  #noteRefusal(memo: Memo): void {
    const refusal = this.audited.refusalOf(memo)
    if (refusal !== undefined)
      this.counters.refused.set(memo.plugin.name, refusal)
  }

  /** A result that is kept depends on the code of packages. */
  #preparePackages(): Promise<void> {
    const { packages } = this.#environment.world
    return this.#prepared = this.#prepared.then(() => packages.prepare([...this.#memos.values()].flatMap(memo => memo.packages.dirs())))
  }

  #step({ plugin, rule }: Memo, hook: HookName, handler: Handler, context: HookContext, args: unknown[]): unknown {
    const id = String(hook === 'transform' ? args[1] : args[0])
    // A step inside another step is a part of it: what it reads belongs to the outer one.
    if (isObserved() || (hook !== 'renderChunk' && rule.ids?.[hook]?.test(id) === false))
      return handler.apply(context, args)
    if (!this.#started)
      this.#start()
    const memo = this.#memos.get(plugin)!
    if (!this.audited.allows(memo, hook))
      return handler.apply(context, args)
    this.onStep()
    const call = this.#environment.kind.describe(hook, args, rule)
    const counter = this.counters.of(plugin.name, hook)
    if (typeof call === 'string') {
      counter.bypass(call)
      return rehydrating(memo, handler).apply(context, args)
    }
    const told = this.#host.told?.(plugin, call, context) ?? []
    const step = { memo, call: told ? { ...call, extras: [...call.extras, ...told] } : call, handler, context, counter, ambient: this.#host.ambient(context) }
    const bypass = (told ? undefined : 'must not be kept, as it says') ?? this.#bypass(call.id, hook) ?? memo.forbidden ?? rule.bypass?.(call) ?? this.#losing(step)
    return bypass === undefined ? runStep(this.#environment, step) : runUncached(this.#environment, step, bypass)
  }

  /** A plugin with state has to be looked up: to run a step of it may mean to run others first. */
  #losing({ memo, call }: Step): string | undefined {
    const isLosing = memo.rehydrator.isStateless && this.#environment.verify < 1 && memo.worth.isLosing(call)
    return isLosing ? 'takes less time than a lookup' : undefined
  }

  #bypass(id: string, hook: HookName): string | undefined {
    return hook === 'renderChunk' || this.#filter(fileOf(id)) ? undefined : 'left out by the options include and exclude'
  }
}
