import { type ChildProcess, spawn } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { temporaryDir } from './temp'

export const REPOSITORY: string = fileURLToPath(new URL('../..', import.meta.url))
/** The command line as it is published. */
export const CLI: string = join(REPOSITORY, 'dist/cli.js')
/** Builds the project in the working directory. */
export const RUN_BUILD: string = join(REPOSITORY, 'test/support/run-build.mjs')

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  /** Settles when the process prints this text. */
  printed: (text: string) => Promise<void>
  exit: Promise<Exit>
}

export interface SpawnOptions {
  cwd?: string
  env?: Record<string, string>
}

/** Variables of the test runner, and those that decide about colours: the tests set them. */
const OWN_VARIABLES = ['NODE_ENV', 'VITEST', 'FORCE_COLOR', 'NO_COLOR', 'CI', 'UNPLUGIN_CACHE', 'UNPLUGIN_CACHE_DIR', 'UNPLUGIN_CACHE_CLEAR']

/** Starts Node in a process of its own. */
export function startNode(args: string[], options: SpawnOptions = {}): Running {
  return start(process.execPath, args, options)
}

export function start(command: string, args: string[], { cwd, env }: SpawnOptions = {}): Running {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.includes(name)))
  const child = spawn(command, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  const exit = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (data: Buffer) => output[name] += data.toString())
  const printed = (text: string): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => {
      if (`${output.stdout}${output.stderr}`.includes(text))
        resolve()
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    void exit.then(({ stdout, stderr }) => reject(new Error(`ended without printing "${text}":\n${stdout}${stderr}`)))
    look()
  })
  return { child, printed, exit }
}

/** Runs Node in a process of its own to its end. */
export function runNode(args: string[], options: SpawnOptions = {}): Promise<Exit> {
  return startNode(args, options).exit
}

/**
 * A script that imports from `src`, bundled so that plain Node runs it. Its imports start with `@src/`, such as
 * `import { withLock } from '@src/store/lock'`.
 */
export async function bundleScript(source: string): Promise<string> {
  const dir = temporaryDir()
  const entry = join(dir, 'entry.ts')
  const outfile = join(dir, 'script.mjs')
  symlinkSync(join(REPOSITORY, 'node_modules'), join(dir, 'node_modules'), 'junction')
  writeFileSync(entry, source)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    alias: { '@src': join(REPOSITORY, 'src') },
    logLevel: 'warning',
  })
  return outfile
}
