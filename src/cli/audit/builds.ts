import { randomUUID } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { REHEARSAL_VARIABLE, type RehearsalRequest } from '../../plugin/rehearsal'
import { type RehearsalReport, readRehearsalReports } from '../../report/rehearsal'
import { startCommand } from '../command'
import { type Outputs, readOutputs, removeOutputs, stashOutputs } from './outputs'

/** Of what a build prints, so much is shown when it fails. */
const SHOWN_LINES = 40

/** One run of the command. */
export interface Build {
  /** How it ended, where that was no success. */
  failure: string | undefined
  /** The last lines that it printed. */
  printed: string
  outputs: Outputs
  /** Of the runs of bundlers in it. */
  reports: RehearsalReport[]
}

/** How the command is run. */
export interface Request {
  /** For the user, who waits. */
  title: string
  /** The folder of the cache, below the temporary one; without the cache when there is none. */
  cache?: string
  /** Names of the plugins to memoize. @default all */
  only?: readonly string[]
  /** Lets the clock run although it is stopped in the other builds. @default false */
  keepsTime?: boolean
}

export interface BuildsOptions {
  command: readonly [string, ...string[]]
  /** A temporary one. */
  folder: string
  /** The time at which the clock stands still, if it is to. */
  frozenAt: number | undefined
  /** Ends the build that runs, and starts no other. */
  signal: AbortSignal
  /** Called at the start of each build. */
  onBuild: (title: string) => void
}

/** Builds with the command of the user, again and again in the same place. */
export class Builds {
  readonly #options: BuildsOptions
  /** Where the builds write, as far as the bundlers have told. */
  readonly #dirs = new Set<string>()
  #latest: Outputs = new Map()

  constructor(options: BuildsOptions) {
    this.#options = options
  }

  async run({ title, cache, only, keepsTime = false }: Request): Promise<Build> {
    const { folder, frozenAt, signal, onBuild } = this.#options
    signal.throwIfAborted()
    onBuild(title)
    await removeOutputs(this.#latest, this.#dirs)
    const since = await this.#now()
    const reports = join(folder, randomUUID())
    const env = cache === undefined ? { UNPLUGIN_CACHE: 'off' } : this.#cacheEnv(cache, { reports, ...only && { only } })
    const { exitCode, printed } = await this.#execute({ ...process.env, ...env, ...keepsTime ? {} : clockEnv(frozenAt) })
    const told = await readRehearsalReports(reports)
    this.#learnDirs(told)
    this.#latest = await readOutputs(this.#dirs, since)
    signal.throwIfAborted()
    return { failure: exitCode === 0 ? undefined : `exit code ${exitCode}`, printed, outputs: this.#latest, reports: told }
  }

  /** Keeps what the last build has written. Gives a function that puts it back into its place. */
  async stash(): Promise<() => Promise<void>> {
    const outputs = this.#latest
    const restore = await stashOutputs(outputs, join(this.#options.folder, 'stash'))
    return async () => {
      await removeOutputs(this.#latest, this.#dirs)
      await restore()
      this.#latest = outputs
    }
  }

  /** The time as the file system has it: clocks differ. */
  async #now(): Promise<number> {
    const path = join(this.#options.folder, 'now')
    await writeFile(path, randomUUID())
    return (await stat(path)).ctimeMs
  }

  #cacheEnv(cache: string, request: RehearsalRequest): NodeJS.ProcessEnv {
    return {
      UNPLUGIN_CACHE: 'on',
      UNPLUGIN_CACHE_DIR: join(this.#options.folder, cache),
      // Stronger than the option clearCache, which would make each build a cold one.
      UNPLUGIN_CACHE_CLEAR: cache,
      [REHEARSAL_VARIABLE]: JSON.stringify(request),
    }
  }

  async #execute(env: NodeJS.ProcessEnv): Promise<{ exitCode: number, printed: string }> {
    const { child, exit } = startCommand(this.#options.command, env, ['ignore', 'pipe', 'pipe'])
    let lines: string[] = []
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => lines = `${lines.join('\n')}${text}`.split('\n').slice(-SHOWN_LINES - 1))
    const kill = (): void => void child.kill()
    this.#options.signal.addEventListener('abort', kill)
    try {
      return { exitCode: await exit, printed: lines.join('\n').trim() }
    }
    finally {
      this.#options.signal.removeEventListener('abort', kill)
    }
  }

  #learnDirs(reports: readonly RehearsalReport[]): void {
    for (const { root, run } of reports) {
      for (const dir of run.outputDirs.map(path => resolve(root, path))) {
        if (isInside(root, dir) || isInside(process.cwd(), dir))
          throw new Error(`the build writes into ${dir}, where its sources are; an audit removes what builds have written: give the output a folder of its own`)
        this.#dirs.add(dir)
      }
    }
  }
}

function isInside(path: string, dir: string): boolean {
  const way = relative(dir, path)
  return !way.startsWith('..') && !isAbsolute(way)
}

/** The options that the user has for Node stay. */
function clockEnv(frozenAt: number | undefined): NodeJS.ProcessEnv {
  if (frozenAt === undefined)
    return {}
  // All that is published lies in one folder, whatever the folders are here.
  const module = new URL(`./cli/audit/freeze-time.js?now=${frozenAt}`, import.meta.url)
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${module.href}`.trim() }
}
