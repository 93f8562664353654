import { randomUUID } from 'node:crypto'
import { relative } from 'node:path'
import process from 'node:process'
import type { RehearsalReport } from '../../report/rehearsal'
import { findGuilty } from './bisect'
import type { Build, Builds } from './builds'
import { Plain } from './compare'

/** What the builds of an audit have shown. */
export interface Findings {
  /** What is different because of the plugins to blame, by plugin. */
  guilty: ReadonlyMap<string, string>
  /** Files that were other ones while all plugins were memoized. */
  different: string[]
  /** Files that no two builds write alike. */
  notDeterministic: string[]
  /** Number of the other files. */
  compared: number
  /** Of the runs with an empty cache, and with a full one; of these none where the former fail. */
  cold: RehearsalReport[]
  warm: RehearsalReport[]
  /** Of runs that knew the plugins as later builds will. */
  last: RehearsalReport[]
}

/**
 * Builds cold, warm and twice without the cache. The cached builds come first because they tell where the output is,
 * and the plain ones last because theirs is the output that stays.
 *
 * @param keepsTime whether one more build is to let the clock run: a time that stands still looks like any other value
 */
export async function examine(builds: Builds, keepsTime: boolean): Promise<Findings> {
  const cold = await builds.run({ title: 'with an empty cache', cache: 'all' })
  const known = cold.failure === undefined ? cold.reports : await explainFailure(builds)
  checkReports(known, cold)
  const warm = cold.failure === undefined ? await builds.run({ title: 'with a full cache', cache: 'all' }) : undefined
  const last = keepsTime ? await builds.run({ title: 'with a running clock', cache: 'all', keepsTime }) : warm ?? cold
  const plain = await buildPlain(builds)
  const difference = describe(plain, cold) ?? (warm && describe(plain, warm))
  const guilty = difference === undefined ? new Map<string, string>() : await bisect(builds, plain, suspectsIn(known), difference)
  const succeeded = [cold, ...warm ? [warm] : []].filter(({ failure }) => failure === undefined)
  return {
    guilty,
    different: [...new Set(succeeded.flatMap(({ outputs }) => plain.differences(outputs).map(({ path }) => nameOf(path))))],
    notDeterministic: plain.notDeterministic.map(nameOf),
    compared: plain.comparable,
    cold: cold.reports,
    warm: warm?.reports ?? [],
    last: last.reports,
  }
}

/** The command fails with the cache: is that the cache's fault? Gives what there is to know of the plugins. */
async function explainFailure(builds: Builds): Promise<RehearsalReport[]> {
  checkPlain(await builds.run({ title: 'without the cache, because that one failed' }))
  const idle = await builds.run({ title: 'with an idle cache', cache: randomUUID(), only: [] })
  if (idle.failure !== undefined)
    throw new Error(`the build fails with unplugin-cache even when no plugin is memoized (${idle.failure}). That is a bug, please report it. It printed:\n${idle.printed}`)
  return idle.reports
}

function checkReports(reports: readonly RehearsalReport[], { outputs, failure, printed }: Build): void {
  if (reports.length === 0) {
    const ours = printed.split('\n').filter(line => line.includes('[unplugin-cache]'))
    throw new Error(['the build does not use unplugin-cache: it is not among the plugins, or switched off there', ...ours].join('\n'))
  }
  if (reports.every(({ run }) => run.outputDirs.length === 0))
    throw new Error('the build tells of no output folder, so there is nothing to compare')
  if (failure === undefined && outputs.size === 0)
    throw new Error(`the build has written no file into ${reports.flatMap(({ run }) => run.outputDirs).join(', ')}, so there is nothing to compare`)
}

async function buildPlain(builds: Builds): Promise<Plain> {
  const first = checkPlain(await builds.run({ title: 'without the cache' }))
  const second = checkPlain(await builds.run({ title: 'without the cache, again' }))
  const plain = new Plain(first.outputs, second.outputs)
  if (plain.comparable === 0)
    throw new Error(`no file is the same in two builds without the cache, so there is nothing to compare (${plain.notDeterministic.map(nameOf).join(', ')}); --freeze-time may help`)
  return plain
}

function checkPlain(build: Build): Build {
  if (build.failure !== undefined)
    throw new Error(`the command fails by itself, without the cache (${build.failure}). It printed:\n${build.printed}`)
  return build
}

/** The plugins that had anything to do; of a build that fails all. Those that somebody vouches for come first. */
function suspectsIn(reports: readonly RehearsalReport[]): string[] {
  const busy = new Set(reports.flatMap(({ run }) => run.plugins.filter(({ hooks }) => hooks.some(({ hits, misses }) => hits + misses > 0)).map(({ plugin }) => plugin)))
  const known = reports.flatMap(({ plugins }) => plugins).filter(({ plugin }) => busy.size === 0 || busy.has(plugin))
  const byTrust = [...known.filter(({ voucher }) => voucher !== 'tried'), ...known.filter(({ voucher }) => voucher === 'tried')]
  return [...new Set(byTrust.map(({ plugin }) => plugin))]
}

async function bisect(builds: Builds, plain: Plain, suspects: readonly string[], difference: string): Promise<Map<string, string>> {
  const restore = await builds.stash()
  try {
    return await findGuilty(suspects, difference, async (only) => {
      const cache = randomUUID()
      const title = only.length > 0 ? `with ${only.join(', ')} memoized` : 'with an idle cache'
      return describe(plain, await builds.run({ title, cache, only }))
        ?? describe(plain, await builds.run({ title: `${title}, again`, cache, only }))
    })
  }
  finally {
    await restore()
  }
}

/** What is different in a build, or nothing. */
function describe(plain: Plain, { failure, outputs }: Build): string | undefined {
  if (failure !== undefined)
    return `the build fails (${failure})`
  const [first] = plain.differences(outputs)
  return first && `${nameOf(first.path)} ${first.how}`
}

function nameOf(path: string): string {
  return relative(process.cwd(), path).replaceAll('\\', '/')
}
