import { formatDuration, formatTable } from '../../util/format'
import { pc } from '../colors'
import type { AuditedHook, PluginVerdict } from './verdicts'

/** What `audit --json` prints. */
export interface Audit {
  command: readonly string[]
  /** Whether the output was that of a plain build with all plugins memoized. */
  equal: boolean
  /** Number of files. */
  compared: number
  /** Files that were not equal. */
  different: string[]
  /** Files that differ without the cache, and were not compared. */
  notDeterministic: string[]
  plugins: PluginVerdict[]
  /** For the configuration; `null` when there is nothing to say. */
  snippet: string | null
  /** Paths of the ledgers that were written. */
  ledgers: string[]
}

const COLOURS: Record<PluginVerdict['verdict'], (text: string) => string> = { 'equal': pc.green, 'differs': pc.red, 'no hits': pc.dim, 'not tried': pc.dim }

export function render(audit: Audit): string {
  const { equal, compared, different, notDeterministic, plugins, snippet, ledgers } = audit
  const faulty = plugins.filter(({ verdict, voucher }) => verdict === 'differs' && voucher === 'recipe')
  const sections = [
    equal ? pc.green(`Equal: ${compared} files with and without the cache`) : pc.red(`Different: ${different.length > 0 ? different.join(', ') : 'the build fails with the cache'}`),
    notDeterministic.length > 0 && `Not compared, because two builds without the cache differ: ${notDeterministic.join(', ')}.\nWhat plugins do to these files is not known. If they show the time, --freeze-time makes them equal.`,
    plugins.length > 0 && renderTable(plugins),
    ...faulty.map(({ plugin }) => `The recipe for ${plugin} is wrong here. That is a bug in unplugin-cache, please report it.`),
    snippet !== null && `For the configuration, or for the ledger with --write:\n\n${snippet}`,
    ...ledgers.map(path => `Written: ${path}`),
  ]
  return `${sections.filter(section => section !== false).join('\n\n')}\n`
}

/** The hooks that `true` stands for. */
const USUAL_HOOKS = ['load', 'transform']

/** What to say in the option `plugins` of the plugins that were tried, and of those that were wrongly trusted. */
export function snippetOf(plugins: readonly PluginVerdict[]): string | null {
  const lines = plugins
    .filter(({ verdict, voucher }) => verdict === 'differs' || (verdict === 'equal' && voucher === 'tried'))
    .map(plugin => `    '${plugin.plugin.replaceAll('\'', '\\\'')}': ${optionFor(plugin)},`)
  return lines.length > 0 ? ['cache({', '  plugins: {', ...lines, '  },', '})'].join('\n') : null
}

function optionFor({ verdict, hooks }: PluginVerdict): string {
  if (verdict === 'differs')
    return 'false'
  const hit = hooks.filter(({ hits }) => hits > 0).map(({ hook }) => hook)
  return hit.every(hook => USUAL_HOOKS.includes(hook)) ? 'true' : `{ hooks: [${hit.map(hook => `'${hook}'`).join(', ')}] }`
}

function renderTable(plugins: readonly PluginVerdict[]): string {
  const rows = plugins.flatMap(plugin => (plugin.hooks.length > 0 ? plugin.hooks : [undefined]).map((hook, index) => ({ plugin, cells: cellsOf(plugin, hook, index === 0) })))
  const [head, ...lines] = formatTable([['plugin', 'hook', 'calls', 'time', 'saving', 'verdict', 'reason'], ...rows.map(({ cells }) => cells)], [2, 3, 4]).split('\n')
  return [head, ...lines.map((line, index) => COLOURS[rows[index]!.plugin.verdict](line))].join('\n')
}

function cellsOf({ plugin, verdict, reason }: PluginVerdict, hook: AuditedHook | undefined, isFirst: boolean): string[] {
  const numbers = hook ? [hook.hook, String(hook.calls), formatDuration(hook.ranMs), verdict === 'equal' ? formatDuration(hook.savingMs) : ''] : ['', '', '', '']
  return [plugin, ...numbers, verdict, isFirst ? reason : '']
}
