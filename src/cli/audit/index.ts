import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { messageOf } from '../../util/log'
import { commandAfter } from '../command'
import { Builds, type BuildsOptions } from './builds'
import { examine } from './examine'
import { type Audit, render, snippetOf } from './print'
import { record } from './record'
import { verdictsOf } from './verdicts'

interface AuditOptions {
  write?: boolean
  freezeTime?: boolean
  json?: boolean
  /** What follows `--`. */
  '--'?: string[]
}

/** Exit codes: the output is equal, it is not, it cannot be told. */
const [EQUAL, DIFFERENT, UNKNOWN] = [0, 1, 2]
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Builds with and without the cache, and says which plugins may be skipped. */
export async function audit({ write = false, freezeTime = false, json = false, '--': rest }: AuditOptions): Promise<number> {
  try {
    const command = commandAfter(rest, 'audit')
    const result = await interruptible(signal => inTemporaryFolder(folder => auditWith({ command, folder, signal, frozenAt: freezeTime ? Date.now() : undefined, onBuild: createProgress() }, write)))
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : render(result))
    return result.equal ? EQUAL : DIFFERENT
  }
  catch (error) {
    process.stderr.write(`unplugin-cache: ${messageOf(error)}\n`)
    return UNKNOWN
  }
}

async function auditWith(options: BuildsOptions, write: boolean): Promise<Audit> {
  const findings = await examine(new Builds(options), write && options.frozenAt !== undefined)
  const plugins = verdictsOf(findings)
  return {
    command: options.command,
    equal: findings.guilty.size === 0,
    compared: findings.compared,
    different: findings.different,
    notDeterministic: findings.notDeterministic,
    plugins,
    snippet: snippetOf(plugins),
    ledgers: write ? await record(plugins, findings.last) : [],
  }
}

function createProgress(): (title: string) => void {
  let count = 0
  return title => void process.stderr.write(`unplugin-cache: build ${++count}, ${title} …\n`)
}

/** A signal ends the build that runs; there is time to tidy up. */
async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals): void => controller.abort(new Error(`interrupted by ${signal}`))
  for (const signal of SIGNALS)
    process.on(signal, stop)
  try {
    return await run(controller.signal)
  }
  finally {
    for (const signal of SIGNALS)
      process.off(signal, stop)
  }
}

async function inTemporaryFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'unplugin-cache-audit-'))
  try {
    return await run(folder)
  }
  finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
