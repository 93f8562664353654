import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import process from 'node:process'

interface RunOptions {
  clearCache?: boolean
  /** What follows `--`. */
  '--'?: string[]
}

/** Runs a command with the wishes that its own parser would refuse; passes its exit code on. */
export async function run({ clearCache, '--': command = [] }: RunOptions): Promise<number> {
  const [file, ...args] = command
  if (file === undefined)
    throw new Error('say which command to run after --, such as: unplugin-cache run --clear-cache -- vite build')
  const env = clearCache ? { ...process.env, UNPLUGIN_CACHE_CLEAR: randomUUID() } : process.env
  // On Windows the commands of packages are scripts, which only a shell runs.
  const child = spawn(file, args, { env, stdio: 'inherit', shell: process.platform === 'win32' })
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(new Error(`cannot run ${file} (${error.message})`)))
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal!] ?? 0)))
  })
}
