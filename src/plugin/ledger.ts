import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { writeAtomic } from '../store/file'
import { readJson } from '../util/json'

/** At the root of the project, which commits it. */
export const LEDGER_NAME = 'unplugin-cache.audit.json'

/** Whether the output was equal with the hits of these hooks, for plugins that had these fingerprints. */
export interface Verdict {
  verdict: 'equal' | 'differs'
  hooks: string[]
  /** Of a difference: what differed. */
  reason?: string | undefined
  fingerprints: string[]
}

/** What audits have found out, by plugin. */
export type Ledger = Record<string, Verdict>

const texts = v.array(v.string())
const verdict = v.object({ verdict: v.picklist(['equal', 'differs']), hooks: texts, reason: v.optional(v.string()), fingerprints: texts })
const schema = v.object({ format: v.literal(1), plugins: v.record(v.string(), verdict) })

export function ledgerPath(root: string): string {
  return join(root, LEDGER_NAME)
}

/** The project's ledger, empty where there is none. `undefined` for a file that is none. */
export function readLedger(root: string): Ledger | undefined {
  const path = ledgerPath(root)
  if (!existsSync(path))
    return {}
  const { success, output } = v.safeParse(schema, readJson(path))
  return success ? output.plugins : undefined
}

/** Sorted, so that a change of one verdict is a change of few lines. */
export async function writeLedger(root: string, ledger: Ledger): Promise<void> {
  const plugins = Object.fromEntries(Object.entries(ledger).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeAtomic(ledgerPath(root), `${JSON.stringify({ format: 1, plugins }, null, 2)}\n`)
}
