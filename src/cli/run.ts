import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { commandAfter, startCommand } from './command'

interface RunOptions {
  clearCache?: boolean
  /** What follows `--`. */
  '--'?: string[]
}

/** Runs a command with the wishes that its own parser would refuse; passes its exit code on. */
export async function run({ clearCache, '--': rest }: RunOptions): Promise<number> {
  const command = commandAfter(rest, 'run --clear-cache')
  const env = clearCache ? { ...process.env, UNPLUGIN_CACHE_CLEAR: randomUUID() } : process.env
  return startCommand(command, env, 'inherit').exit
}
