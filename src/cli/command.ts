import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'

/** A command that the user has given after `--`, running. */
export interface RunningCommand {
  child: ChildProcess
  /** The exit code, as shells have it; rejects when the command cannot be run. */
  exit: Promise<number>
}

export function startCommand([file, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv, stdio: StdioOptions): RunningCommand {
  // On Windows the commands of packages are scripts, which only a shell runs.
  const child = spawn(file, args, { env, stdio, shell: process.platform === 'win32' })
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', error => reject(new Error(`cannot run ${file} (${error.message})`)))
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal!] ?? 0)))
  })
  return { child, exit }
}

/** What follows `--`. @throws when nothing does */
export function commandAfter(command: readonly string[] | undefined, example: string): readonly [string, ...string[]] {
  const [file, ...args] = command ?? []
  if (file === undefined)
    throw new Error(`say which command to run after --, such as: unplugin-cache ${example} -- vite build`)
  return [file, ...args]
}
