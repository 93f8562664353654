import { type Ledger, ledgerPath, readLedger, writeLedger } from '../../plugin/ledger'
import type { RehearsalReport } from '../../report/rehearsal'
import type { PluginVerdict } from './verdicts'

/** Writes the verdicts on plugins that nobody else vouches for into the ledgers of the projects that were built. */
export async function record(verdicts: readonly PluginVerdict[], reports: readonly RehearsalReport[]): Promise<string[]> {
  const roots = [...new Set(reports.map(({ root }) => root))]
  for (const root of roots) {
    const tried = reports.filter(report => report.root === root).flatMap(({ plugins }) => plugins.filter(({ voucher }) => voucher === 'tried'))
    const entries = verdicts.flatMap((verdict) => {
      const fingerprints = [...new Set(tried.filter(({ plugin }) => plugin === verdict.plugin).flatMap(({ fingerprints: some }) => some))].sort()
      const entry = fingerprints.length > 0 ? toEntry(verdict, fingerprints) : undefined
      return entry ? [[verdict.plugin, entry] as const] : []
    })
    // What is known of plugins that this command does not run is still true.
    const others = Object.entries(readLedger(root) ?? {}).filter(([plugin]) => verdicts.every(verdict => verdict.plugin !== plugin))
    await writeLedger(root, Object.fromEntries([...others, ...entries]))
  }
  return roots.map(ledgerPath)
}

/** Without a hit nothing is known, and nothing to be gained. */
function toEntry({ verdict, reason, hooks }: PluginVerdict, fingerprints: string[]): Ledger[string] | undefined {
  if (verdict === 'differs')
    return { verdict, hooks: hooks.map(({ hook }) => hook), reason, fingerprints }
  return verdict === 'equal' ? { verdict, hooks: hooks.filter(({ hits }) => hits > 0).map(({ hook }) => hook), fingerprints } : undefined
}
