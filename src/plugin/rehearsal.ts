import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

/** What an audit asks of the builds that it runs, as JSON in the variable of that name. */
export interface RehearsalRequest {
  /** Folder for the reports of all runs. */
  reports: string
  /** Names of the plugins to memoize, unknown ones too; all others run for real. @default all */
  only?: readonly string[]
}

export const REHEARSAL_VARIABLE = 'UNPLUGIN_CACHE_AUDIT'

/** Who vouches for a plugin: the user, a recipe, or nobody yet. */
export type Voucher = 'declared' | 'recipe' | 'tried'

/** What an audit wants to know of a plugin. */
export interface TriedPlugin {
  plugin: string
  voucher: Voucher
  /** One for each plugin of this name; see `fingerprintOf`. None before the first step, and where there can be none. */
  fingerprints: string[]
}

/** A run that is part of an audit: plugins that nobody vouches for are memoized to see what comes of it. */
export class Rehearsal {
  /** The same for all reports of the run: the last one counts. */
  readonly reportPath: string
  readonly #only: ReadonlySet<string> | undefined
  readonly #plugins = new Map<string, { voucher: Voucher, fingerprints: Set<string> }>()

  constructor({ reports, only }: RehearsalRequest) {
    this.reportPath = join(reports, `${randomUUID()}.json`)
    this.#only = only && new Set(only)
  }

  static of(env: NodeJS.ProcessEnv): Rehearsal | undefined {
    const request = env[REHEARSAL_VARIABLE]
    return request ? new Rehearsal(JSON.parse(request) as RehearsalRequest) : undefined
  }

  get plugins(): TriedPlugin[] {
    return [...this.#plugins].map(([plugin, { voucher, fingerprints }]) => ({ plugin, voucher, fingerprints: [...fingerprints].sort() }))
  }

  /** Notes a plugin that could be memoized. False when this rehearsal leaves it out. */
  admit(plugin: string, voucher: Voucher): boolean {
    if (!this.#plugins.has(plugin))
      this.#plugins.set(plugin, { voucher, fingerprints: new Set() })
    return this.#only?.has(plugin) ?? true
  }

  note(plugin: string, fingerprint: string | undefined): void {
    if (fingerprint !== undefined)
      this.#plugins.get(plugin)?.fingerprints.add(fingerprint)
  }
}
