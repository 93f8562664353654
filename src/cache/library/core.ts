import { digest } from '../../util/digest'
import { debug, messageOf } from '../../util/log'
import { type Engine, type MaybePromise, follow } from '../engines/engine'
import { MemoryEngine } from '../engines/memory'
import { type InputState, type InputStrategy, changedInput, stateOfInputs } from '../keys/inputs'
import { type VersionFacts, minorOf, parseKey } from '../keys/name'
import { sessionEpoch } from '../keys/session'
import { keyText } from '../keys/text'
import type { Entry } from '../values/record'
import { type Flight, Flights, overtake } from './flights'
import { type Wanted, staleReason } from './freshness'
import { Lifecycle } from './lifecycle'
import { isOneShot } from './one-shot'
import type { ResolvedOptions } from './options'
import type { ReadOptions, SetOptions } from './types'
import { Versions } from './versions'

/** Where the entry of a key is, and with which version it counts. */
export interface Target {
  engine: Engine
  name: string
  version: string
}

/** What is recorded with a value. */
export interface Facts {
  /** Digest. */
  params?: string | undefined
  /** Milliseconds. */
  ttl?: number | undefined
  /** `null` when they could not be read: then nothing is kept. */
  inputs?: readonly InputState[] | undefined | null
  isAsync?: boolean | undefined
}

/** Of a value that is to be computed. */
export interface Job extends Pick<SetOptions, 'ttl' | 'files' | 'strategy'> {
  wanted: Wanted
  /** Digest of the params to record. */
  params?: string | undefined
  isAsync?: boolean
}

export interface Engines {
  memory: MemoryEngine
  persistent: Engine
}

/** Looks up, judges, keeps and computes. What is public stands on it. */
export class Core {
  readonly options: ResolvedOptions
  readonly memory: MemoryEngine
  readonly persistent: Engine
  /** True when reads and writes need no promise. */
  readonly isSync: boolean
  readonly warn: (message: string, cause?: unknown) => void
  readonly lifecycle: Lifecycle = new Lifecycle()
  readonly counts: { hits: number, misses: number, sets: number } = { hits: 0, misses: 0, sets: 0 }
  readonly #versions: Versions
  readonly #flights = new Flights()

  constructor(options: ResolvedOptions, { memory, persistent }: Engines, warn: (message: string, cause?: unknown) => void) {
    this.options = options
    this.memory = memory
    this.persistent = persistent
    this.warn = warn
    this.isSync = persistent.isSync
    this.#versions = new Versions(options.version)
  }

  /** @throws CacheKeyError */
  target(key: string, { version, hashVal }: VersionFacts = {}): Target {
    const parsed = parseKey(key)
    return {
      engine: parsed.isPath ? this.persistent : this.memory,
      name: parsed.name,
      version: this.#versions.of(minorOf(parsed, version), hashVal),
    }
  }

  wanted({ version }: Pick<Target, 'version'>, { params, maxAge = this.options.maxAge }: Pick<ReadOptions, 'params' | 'maxAge'> = {}): Wanted {
    return { version, params: this.paramsOf(params), maxAge }
  }

  /** A hit in memory that needs no judging: most are, and they should cost next to nothing. */
  quick(name: string, version: string): Entry | undefined {
    const entry = this.memory.get(name)
    if (entry?.version !== version || !entry.isPlain)
      return undefined
    this.counts.hits++
    return entry
  }

  /** @param root how they are called in messages */
  paramsOf(params: unknown, root = 'params'): string | undefined {
    return params === undefined ? undefined : digest(keyText(params, root))
  }

  /** The entry, if it can be used. */
  read(target: Target, wanted: Wanted): MaybePromise<Entry | undefined> {
    return follow(target.engine.get(target.name), entry => this.judge(target, entry, wanted))
  }

  /** The entry again, if it can be used. Counts as a hit or as a miss. */
  judge({ engine, name }: Target, entry: Entry | undefined, wanted: Wanted): Entry | undefined {
    const isHit = entry !== undefined && this.#isUsable(name, entry, wanted, engine.now())
    this.counts[isHit ? 'hits' : 'misses']++
    return isHit ? entry : undefined
  }

  keep(target: Target, value: unknown, facts: Facts = {}): MaybePromise<void> {
    const { engine, name } = target
    const whyNot = this.#whyNotKept(value, facts)
    if (whyNot !== undefined)
      this.warn(`${name} is not cached: ${whyNot}`)
    // What was there before is not true any more.
    if (whyNot !== undefined || facts.inputs === null)
      return follow(engine.delete(name), () => {})
    this.counts.sets++
    if (engine instanceof MemoryEngine && this.lifecycle.isLoading && !this.#isThere(target))
      this.lifecycle.added(name)
    return engine.set(name, this.entryOf(target, value, facts))
  }

  /** Removes what is in memory. */
  forget(name: string): void {
    for (const engine of [this.memory, this.persistent]) {
      if (engine instanceof MemoryEngine)
        engine.delete(name)
    }
  }

  entryOf({ engine, version }: Target, value: unknown, { ttl = this.options.ttl, params, inputs, isAsync }: Facts): Entry {
    const createdAt = engine.now()
    const isPlain = ttl === undefined && !inputs && this.options.maxAge === undefined
    // What decides about most hits comes first, and so is near together in memory.
    const epoch = isPlain && version === this.#versions.of(0) ? sessionEpoch : 0
    return { value, epoch, isPlain, version, createdAt, expiresAt: ttl === undefined || ttl === Infinity ? undefined : createdAt + ttl, params, inputs: inputs ?? undefined, isAsync }
  }

  /** The state of files, taken before something is made of them; `null` when one cannot be read, which is a warning. */
  inputsOf(files: readonly string[] | undefined, strategy: InputStrategy = this.options.strategy): readonly InputState[] | undefined | null {
    try {
      return files && stateOfInputs(files, strategy)
    }
    catch (error) {
      this.warn(`nothing is cached that depends on ${files!.join(', ')}: they cannot all be read (${messageOf(error)})`, error)
      return null
    }
  }

  /**
   * The entry, or what `make` gives. One computes, in this process and in others where the engine can say so; the
   * rest wait for it.
   */
  async compute(target: Target, job: Job, make: () => unknown): Promise<unknown> {
    const entry = await this.read(target, job.wanted)
    return entry ? entry.value : this.join(target, job.wanted, flight => this.#computeAlone(flight, target, job, make))
  }

  /** The same computation, if it is under way. */
  underWay(target: Target, wanted: Wanted): Promise<unknown> | undefined {
    return this.#flights.get(flightId(target, wanted))
  }

  /** Runs `start` unless the same is under way, and gives its result. */
  join(target: Target, wanted: Wanted, start: (flight: Flight) => Promise<unknown>): Promise<unknown> {
    return this.underWay(target, wanted) ?? this.#flights.start(flightId(target, wanted), { place: target.engine.place, name: target.name }, start)
  }

  delete({ engine, name }: Pick<Target, 'engine' | 'name'>): MaybePromise<boolean> {
    overtake(engine.place, name)
    return engine.delete(name)
  }

  async clear(): Promise<void> {
    await Promise.all([this.memory, this.persistent].map((engine) => {
      overtake(engine.place)
      return engine.clear()
    }))
  }

  #computeAlone(flight: Flight, target: Target, job: Job, make: () => unknown): Promise<unknown> {
    const { engine, name } = target
    if (!engine.exclusively)
      return this.#makeAndKeep(flight, target, job, make)
    return engine.exclusively([name, job.wanted.version, job.wanted.params].join('\0'), this.options.waitFor, async () => {
      // Whoever had the lock before may have computed just this.
      const entry = await engine.get(name)
      if (entry && this.#isUsable(name, entry, job.wanted, engine.now()))
        return entry.value
      const value = await this.#makeAndKeep(flight, target, job, make)
      await engine.flush()
      return value
    })
  }

  async #makeAndKeep(flight: Flight, target: Target, job: Job, make: () => unknown): Promise<unknown> {
    const inputs = this.inputsOf(job.files, job.strategy)
    const value = await make()
    if (!flight.isOvertaken)
      await this.keep(target, value, { ttl: job.ttl, params: job.params, inputs, isAsync: job.isAsync })
    return value
  }

  /** What is out of date is as good as gone. */
  #isThere(target: Target): boolean {
    const entry = target.engine.get(target.name) as Entry | undefined
    return entry !== undefined && this.#isUsable(target.name, entry, this.wanted(target), target.engine.now())
  }

  #isUsable(name: string, entry: Entry, wanted: Wanted, now: number): boolean {
    try {
      const reason = staleReason(entry, wanted, now)
      if (reason !== undefined)
        debug.cache('miss %s: %s', name, reason)
      return reason === undefined
    }
    catch (error) {
      this.warn(`the files that ${name} depends on cannot be read (${messageOf(error)})`, error)
      return false
    }
  }

  #whyNotKept(value: unknown, { inputs }: Facts): string | undefined {
    if (isOneShot(value))
      return 'it can be read only once'
    const changed = inputs ? this.#changed(inputs) : undefined
    return changed && `${changed} while it was computed`
  }

  #changed(inputs: readonly InputState[]): string | undefined {
    try {
      return changedInput(inputs)
    }
    catch (error) {
      return `a file cannot be read any more (${messageOf(error)})`
    }
  }
}

function flightId({ engine, name }: Target, { version, params }: Wanted): string {
  return [engine.name, name, version, params].join('\0')
}
