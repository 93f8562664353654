import type { HookReport } from '../../report/run'
import type { RehearsalReport } from '../../report/rehearsal'
import type { TriedPlugin, Voucher } from '../../plugin/rehearsal'
import type { Findings } from './examine'

/** What an audit says of one plugin. */
export interface PluginVerdict {
  plugin: string
  /** `no hits`: nothing of it could be kept. `not tried`: it is known that it must not be. */
  verdict: 'equal' | 'differs' | 'no hits' | 'not tried'
  reason: string
  /** Who says that it may be memoized, if anyone could. */
  voucher: Voucher | null
  hooks: AuditedHook[]
}

/** Times in milliseconds. */
export interface AuditedHook {
  hook: string
  calls: number
  /** Of those, from the full cache. */
  hits: number
  /** That the calls took when they ran. */
  ranMs: number
  /** What the hits would save in each build. */
  savingMs: number
}

/** One verdict for each plugin that memoizing could be thought of, the most time first. */
export function verdictsOf(findings: Findings): PluginVerdict[] {
  const reports = [...findings.last, ...findings.cold]
  const plugins = new Map(reports.flatMap(({ plugins: known }) => known).map(known => [known.plugin, known]))
  const refused = new Map(reports.flatMap(({ run }) => run.notMemoized).filter(({ plugin }) => !plugins.has(plugin)).map(({ plugin, reason }) => [plugin, reason]))
  return [
    ...[...plugins.values()].map(known => judge(known, findings)).sort((a, b) => timeOf(b) - timeOf(a)),
    ...[...refused].map(([plugin, reason]): PluginVerdict => ({ plugin, verdict: 'not tried', reason, voucher: null, hooks: [] })),
  ]
}

function judge({ plugin, voucher }: TriedPlugin, { guilty, cold, warm }: Findings): PluginVerdict {
  const hooks = hooksOf(plugin, cold, warm)
  const about = { plugin, voucher, hooks }
  const difference = guilty.get(plugin)
  if (difference !== undefined)
    return { ...about, verdict: 'differs', reason: difference }
  return hooks.some(({ hits }) => hits > 0)
    ? { ...about, verdict: 'equal', reason: voucher === 'tried' ? '' : voucher }
    : { ...about, verdict: 'no hits', reason: mainReason(plugin, warm) }
}

function hooksOf(plugin: string, cold: readonly RehearsalReport[], warm: readonly RehearsalReport[]): AuditedHook[] {
  const reports = warm.length > 0 ? warm : cold
  return [...new Set(hookReports(plugin, reports).map(({ hook }) => hook))].map((hook) => {
    const sum = (from: readonly RehearsalReport[], value: (report: HookReport) => number): number =>
      hookReports(plugin, from).reduce((total, report) => total + (report.hook === hook ? value(report) : 0), 0)
    return {
      hook,
      calls: sum(reports, ({ hits, misses, bypassed }) => hits + misses + bypassed),
      hits: sum(reports, ({ hits }) => hits),
      ranMs: sum(cold, ({ ranMs }) => ranMs),
      savingMs: Math.max(0, sum(reports, ({ savedMs, spentMs }) => savedMs - spentMs)),
    }
  })
}

/** Why most of its steps were not in the cache. */
function mainReason(plugin: string, reports: readonly RehearsalReport[]): string {
  const reasons = hookReports(plugin, reports).flatMap(({ uncacheable, missReasons }) => [...Object.entries(uncacheable), ...Object.entries(missReasons)])
  return reasons.sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'it had nothing to do'
}

function hookReports(plugin: string, reports: readonly RehearsalReport[]): HookReport[] {
  return reports.flatMap(({ run }) => run.plugins).flatMap(report => (report.plugin === plugin ? report.hooks : []))
}

function timeOf({ hooks }: PluginVerdict): number {
  return hooks.reduce((total, { ranMs }) => total + ranMs, 0)
}
