import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { messageOf } from '../../util/log'
import { commandAfter } from '../command'
import { Builds } from './builds'
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

/** Builds with and without the cache, and says which plugins may be skipped. */
export async function audit({ write = false, freezeTime = false, json = false, '--': rest }: AuditOptions): Promise<number> {
  try {
    const command = commandAfter(rest, 'audit')
    const result = await inTemporaryFolder(folder => auditIn(folder, { command, write, freezeTime }))
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : render(result))
    return result.equal ? EQUAL : DIFFERENT
  }
  catch (error) {
    process.stderr.write(`unplugin-cache: ${messageOf(error)}\n`)
    return UNKNOWN
  }
}

async function auditIn(folder: string, { command, write, freezeTime }: { command: readonly [string, ...string[]], write: boolean, freezeTime: boolean }): Promise<Audit> {
  let count = 0
  const onBuild = (title: string): void => void process.stderr.write(`unplugin-cache: build ${++count}, ${title} …\n`)
  const builds = new Builds({ command, folder, onBuild, frozenAt: freezeTime ? Date.now() : undefined })
  const findings = await examine(builds, freezeTime && write)
  const plugins = verdictsOf(findings)
  return {
    command,
    equal: findings.guilty.size === 0,
    compared: findings.compared,
    different: findings.different,
    notDeterministic: findings.notDeterministic,
    plugins,
    snippet: snippetOf(plugins),
    ledgers: write ? await record(plugins, findings.last) : [],
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
