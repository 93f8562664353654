import { digest, frame } from '../util/digest'
import type { Log } from '../util/log'
import { LEDGER_NAME, type Verdict, readLedger } from './ledger'
import { type IdentitySource, Memo } from './memo'
import type { ResolvedOptions } from './options'
import { Rehearsal } from './rehearsal'
import { isRefusal } from './trust'
import { type AnyPlugin, HOOK_NAMES, type HookName, type Refusal, type Trust } from './types'

/** How a plugin is memoized that an audit tries, or has found harmless. */
const TRUST: Trust = { rule: { hooks: HOOK_NAMES }, isOnTrial: false }
/** Its code is not looked into: the user edits it, and it says which plugins there are, not what they do. */
const CONFIG_RE = /\.config\.[cm]?[jt]s$/
/** Imported by each configuration, and run by no plugin. */
const OURS = 'unplugin-cache'

/** What the ledger has to say about a plugin in this run. */
interface Finding {
  /** The hooks that an audit vouches for. */
  hooks: readonly string[]
  /** Why none of them is memoized, if so. */
  refusal?: string
}

/** The rung "audited" of the trust ladder: plugins that nobody knows, but that an audit has run with and without hits. */
export class Audited {
  /** Set while an audit runs this build. */
  readonly rehearsal: Rehearsal | undefined
  readonly #verdicts: ReadonlyMap<string, Verdict>
  readonly #declared: ResolvedOptions['plugins']
  readonly #source: IdentitySource
  readonly #findings = new Map<Memo, Finding>()
  /** Why the ledger says nothing about a plugin that is in it. */
  readonly #doubts = new Map<Memo, string>()

  constructor({ plugins }: ResolvedOptions, source: IdentitySource, log: Log, env: NodeJS.ProcessEnv) {
    this.rehearsal = Rehearsal.of(env)
    this.#declared = plugins
    this.#source = source
    const ledger = this.rehearsal ? {} : readLedger(source.host.root)
    if (!ledger)
      log.warn(`${LEDGER_NAME} is not a ledger of format 1 and is ignored; "unplugin-cache audit --write" writes a new one`)
    this.#verdicts = new Map(Object.entries(ledger ?? {}))
  }

  /** In a rehearsal, a plugin that nobody knows is memoized whatever it may keep. */
  rehearse(plugin: AnyPlugin, decision: Trust | Refusal): Trust | Refusal {
    if (!this.rehearsal || isRefusal(decision))
      return decision
    const voucher = this.#declared[plugin.name] ? 'declared' : decision.isOnTrial ? 'tried' : 'recipe'
    if (!this.rehearsal.admit(plugin.name, voucher))
      return { refuse: 'left out of this rehearsal', quiet: true }
    return decision.isOnTrial ? TRUST : decision
  }

  /**
   * The plugin as the ledger has it, instead of as one that nobody knows. Hooks have to be wrapped when plugins are
   * found; whether a verdict is about this very plugin shows when its identity is known.
   */
  settle(memo: Memo): Memo {
    if (this.rehearsal)
      this.rehearsal.note(memo.plugin.name, this.#fingerprintOf(memo))
    const verdict = memo.trial && this.#verdicts.get(memo.plugin.name)
    if (!verdict)
      return memo
    // What is remembered of its values must not mix with what the trial remembers.
    const audited = new Memo(memo.plugin, TRUST, `${memo.label} as audited`, this.#source)
    const doubt = this.#doubtAbout(verdict, audited)
    if (doubt !== undefined) {
      this.#doubts.set(memo, doubt)
      return memo
    }
    const { hooks, reason } = verdict
    this.#findings.set(audited, verdict.verdict === 'equal' ? { hooks } : { hooks, refusal: `audited: ${reason}` })
    return audited
  }

  /** Why a plugin is not memoized after all, if so: an audit or a trial speaks against it. */
  refusalOf(memo: Memo): string | undefined {
    const refusal = this.#findings.get(memo)?.refusal ?? memo.trial?.refusal
    const doubt = this.#doubts.get(memo)
    return refusal === undefined || doubt === undefined ? refusal : `${doubt}; ${refusal}`
  }

  /** An audit vouches for the hooks that had hits in it. */
  allows(memo: Memo, hook: HookName): boolean {
    return this.refusalOf(memo) === undefined && this.#findings.get(memo)?.hooks.includes(hook) !== false
  }

  /** Why a verdict is not about this plugin in this run. */
  #doubtAbout({ fingerprints }: Verdict, memo: Memo): string | undefined {
    const { command, watch } = this.#source.host
    if (command !== 'build' || watch)
      return 'audited for builds only'
    const fingerprint = this.#fingerprintOf(memo)
    return fingerprint !== undefined && fingerprints.includes(fingerprint) ? undefined : 'audited, but it has changed since'
  }

  /**
   * What a verdict is bound to, the same in all checkouts and on all platforms: the plugin's identity, the versions of
   * the packages that it may run, and the project's own files that the configuration imports. The configuration
   * itself does not count: what it says of the plugin is in the identity. None where not all could be seen.
   */
  #fingerprintOf(memo: Memo): string | undefined {
    const { sources, world } = this.#source
    const { identity } = memo
    if (!memo.isSeenWhole)
      return undefined
    const names = sources.packages.filter(name => name !== OURS)
    const packages = world.packages.closure(names).flatMap(dir => world.packages.version(dir) ?? [])
    const files = sources.files.filter(path => !CONFIG_RE.test(path)).map(path => JSON.stringify(world.aboutPath('content', path)))
    return digest(frame([identity, ...packages.sort(), '', ...files.sort()]))
  }
}
