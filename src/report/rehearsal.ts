import { join } from 'node:path'
import type { TriedPlugin } from '../plugin/rehearsal'
import { namesIn, writeAtomic } from '../store/file'
import { readJson } from '../util/json'
import type { RunReport } from './run'

/** What one run of a bundler tells the audit that it is a part of. */
export interface RehearsalReport {
  /** Of the project. */
  root: string
  run: RunReport
  /** All plugins that could be memoized. */
  plugins: TriedPlugin[]
}

export async function writeRehearsalReport(path: string, report: RehearsalReport): Promise<void> {
  await writeAtomic(path, JSON.stringify(report))
}

/** A command may run bundlers several times; `last-run.json` tells of the last. */
export async function readRehearsalReports(folder: string): Promise<RehearsalReport[]> {
  const names = (await namesIn(folder)).filter(name => name.endsWith('.json'))
  return names.map(name => readJson(join(folder, name)) as RehearsalReport)
}
