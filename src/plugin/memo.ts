import { ENVIRONMENT, type Limits } from '../inputs/closures'
import { type Landmarks, type Likeness, describe } from '../inputs/identity'
import type { Sources } from '../inputs/sources'
import { type UnstableValue, type ValuesMemo, findUnstable } from '../inputs/unstable'
import type { World } from '../inputs/world'
import { digest, frame } from '../util/digest'
import { debug } from '../util/log'
import type { Grounds } from './keep'
import { plainMembers } from './members'
import { objectionTo, whyForbidden } from './objection'
import { StepPackages } from './packages'
import { Rehydrator } from './rehydrate'
import type { SetupTrace } from './setup'
import { type SharedFacts, sharedFactsOf } from './shared'
import { Trial } from './trial'
import type { AnyPlugin, Call, Handler, Hook, Host, Origin, Rule, Trust } from './types'
import { Worth } from './worth'
import { handlerOf } from './wrap'

/** What all plugins of a session have in common. */
export interface IdentitySource {
  host: Host
  world: World
  setup: SetupTrace
  /** What the configuration is made of. */
  sources: Sources
  /** Version of the tool, the user's key and version, digests of extra inputs. */
  common: string[]
  /** Small values kept from run to run. */
  notes: { recall: (section: string, name: string) => unknown, remember: (section: string, name: string, value: unknown) => void }
  /** Digest of what may change the plugins' values for good: the configuration, the command line, variables. */
  conditions: () => string
}

/** The step about a whole file, as the steps about its parts see it. */
export interface Parent {
  /** Digest of the code that it was given; none where it was loaded. */
  code: string | undefined
  /** What its result is kept under, unless it is not kept. */
  grounds?: Grounds
}

/** One memoized plugin: its rule, its identity and what it keeps between steps. */
export class Memo {
  readonly plugin: AnyPlugin
  readonly rule: Rule
  readonly shared: SharedFacts
  readonly rehydrator: Rehydrator
  readonly worth: Worth
  /** Of a plugin that nobody knows. */
  readonly trial: Trial | undefined
  /** Values that are new in each build, and left out of the identity. */
  unstable: readonly UnstableValue[] = []
  /** By environment and file, the step about the whole file; see `Rule.parent`. */
  readonly parents: Map<string, Parent> = new Map()
  /** Tells it from others of the same name. */
  readonly label: string
  readonly #source: IdentitySource
  readonly #trust: Trust
  readonly #origin: Origin | undefined
  readonly #originals: Record<string, Handler>
  /** What the hooks can see, as it was before the first step. */
  #likeness: Likeness | undefined
  #generation: number | undefined
  #identity = ''
  #forbidden: string | undefined
  /** The world's epoch in which the shared inputs were stated. */
  #sharedAt: number | undefined
  /** Whose code runs in the steps. */
  readonly packages: StepPackages

  constructor(plugin: AnyPlugin, trust: Trust, label: string, source: IdentitySource) {
    this.plugin = plugin
    this.rule = trust.rule
    this.#trust = trust
    this.#source = source
    this.#origin = source.host.origin?.(plugin)
    this.label = label
    this.packages = new StepPackages(source.world)
    this.shared = sharedFactsOf(source.host.root, plugin.name)
    this.rehydrator = new Rehydrator(this.rule.state ?? 'none')
    this.worth = new Worth(() => this.identity, {
      recall: kind => source.notes.recall('worth', `${this.label} ${kind}`),
      remember: (kind, identity) => source.notes.remember('worth', `${this.label} ${kind}`, identity),
    })
    this.trial = trust.isOnTrial ? this.#createTrial() : undefined
    this.#originals = Object.fromEntries(this.rule.hooks.flatMap(hook => (plugin[hook] ? [[hook, handlerOf(plugin[hook] as Hook)]] : [])))
  }

  /** Looks at the plugin; to be called when it has been configured and has not yet filled its caches. */
  identify(): void {
    this.#likeness ??= this.#firstLook()
    const generation = this.#source.host.generation()
    if (this.#generation === generation)
      return
    this.#generation = generation
    this.#identity = this.#computeIdentity(this.#likeness)
  }

  #firstLook(): Likeness {
    if (this.trial)
      return this.trial.begin() ?? NOTHING
    return this.rule.closures === false ? NOTHING : this.#look({ without: this.rule.memories ?? [] })
  }

  #look(limits: Limits): Likeness {
    const { host, world: { roots } } = this.#source
    return describe({ ...this.#originals, ...plainMembers(this.plugin) }, landmarksFor(host, this.plugin), roots, limits)
  }

  #createTrial(): Trial {
    const { notes, world, conditions, host } = this.#source
    const name = `${this.label} ${host.command}`
    return new Trial({
      look: (reach, isEnough) => this.#look({ reach, isEnough }),
      identityOf: (likeness) => {
        this.#generation = host.generation()
        return this.#identity = this.#computeIdentity(likeness)
      },
      conditions: () => digest(frame([conditions(), ...MANIFESTS.map(name => digest(JSON.stringify(world.about('content', `^${name}`))))])),
      objection: likeness => objectionTo(this.plugin, likeness, host.command),
      recall: () => notes.recall('trust', name),
      remember: verdict => notes.remember('trust', name, verdict),
      recallToken: () => notes.recall('tokens', this.label),
      rememberToken: token => notes.remember('tokens', this.label, token),
    })
  }

  /** Digest of everything about the plugin that may change its results. */
  get identity(): string {
    this.identify()
    return this.#identity
  }

  /** False where a part of the plugin could not be looked at. */
  get isSeenWhole(): boolean {
    return this.#likeness?.complete === true
  }

  /** Why the plugin is unsafe to memoize with the options that it has, if so. */
  get forbidden(): string | undefined {
    return this.#forbidden
  }

  /** A stored result was not what the plugin gives: none is used, as long as the plugin is what it is. */
  distrust(): void {
    if (this.#trust.isDeclared)
      return
    this.trial?.revoke(DISTRUST)
    this.#forbidden = DISTRUST
    this.#source.notes.remember('distrust', this.label, this.identity)
  }

  /** Notes the packages whose code has run in a step. */
  notePackages(call: Call): void {
    if (this.packages.isEmpty)
      this.packages.addOwn([...this.#ownPackages() ?? this.#source.sources.packages, ...this.#origin?.packages ?? []])
    this.packages.add(this.rule.compilers?.(call) ?? [])
  }

  /** The packages whose code runs in the steps, where they are known. */
  #ownPackages(): readonly string[] | undefined {
    const { packages } = this.#source.world
    const found = this.trial?.packages
    return this.rule.packages ?? (found?.every(name => packages.closure([name]).length > 0) ? found : undefined)
  }

  /** All steps depend on the files in which the plugin looks for its configuration. */
  shareInputs(): void {
    const { world } = this.#source
    if (this.#sharedAt === world.epoch)
      return
    this.#sharedAt = world.epoch
    this.shared.add((this.rule.sharedInputs ?? []).map(([question, path]) => world.aboutPath(question, path)))
    this.shared.add((this.rule.env ?? []).map(name => world.about('env', name)))
  }

  /** All steps depend on what the plugin read while it set up; and on the configuration, where that may hold its code. */
  shareSetup(): void {
    const { world, setup, sources } = this.#source
    if (this.rule.setup !== false)
      this.shared.add(setup.factsOf(this.plugin, world))
    this.shared.add((this.#origin?.files ?? []).map(path => world.aboutPath('content', path)))
    this.identify()
    if (this.#ownPackages() && this.#likeness?.complete)
      return
    this.shared.add(sources.files.map(path => world.aboutPath('content', path)))
    this.shared.add(sources.env.map(name => world.about('env', name)))
  }

  #computeIdentity(likeness: Likeness): string {
    const { host, world, common } = this.#source
    const { rule, plugin } = this
    this.#forbidden = whyForbidden(this.#trust, likeness)
    const parts = rule.config ?? (likeness.holds.has('config') || likeness.holds.has(ENVIRONMENT) ? this.#seenConfig() : [])
    const config = describe(Object.fromEntries(parts.map(part => [part, host.configForAll(part)])), host.landmarks(), world.roots, { skipsBundles: true })
    // Another copy of the same code is another one: its packages are not those that were looked at.
    const places = [...this.#origin?.packages ?? [], ...this.#origin?.files ?? []].map(path => `at ${world.nameOf(path)}`)
    const stable = this.#leaveOutUnstable([...places, ...config.lines, ...likeness.lines])
    debug.plugin('identity of %s:\n  %s', plugin.name, stable.join('\n  '))
    const identity = digest(frame([plugin.name, rule.key, ...common, ...stable]))
    if (this.#source.notes.recall('distrust', this.label) === identity)
      this.#forbidden ??= DISTRUST
    return identity
  }

  /** What a plugin that holds the whole configuration is taken to look at. */
  #seenConfig(): readonly string[] {
    const { host } = this.#source
    return this.trial ? host.configParts() : host.usualParts()
  }

  /** With a value that is new each time, no build would ever hit. */
  #leaveOutUnstable(lines: readonly string[]): readonly string[] {
    const { notes, conditions } = this.#source
    const found = findUnstable(lines, conditions, notes.recall('values', this.label) as ValuesMemo | undefined)
    if (found.memo)
      notes.remember('values', this.label, found.memo)
    this.unstable = found.unstable
    return found.lines
  }
}

const NOTHING: Likeness = { lines: [], complete: true, exceeded: false, holds: new Set() }
const DISTRUST = 'a stored result was not what it gives'
/** Which packages are installed. */
const MANIFESTS = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

/** A hook that holds its own plugin learns nothing from it but the hooks. */
function landmarksFor(host: Host, plugin: AnyPlugin): Landmarks {
  const landmarks = host.landmarks()
  landmarks.set(plugin, null)
  return landmarks
}
