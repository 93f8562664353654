import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What a child says: one JSON object per line of its standard output. */
export interface Message {
  event: string
  [detail: string]: unknown
}

/** Generous: only a child that hangs is ever cut off by it. Milliseconds. */
export const LIMIT_MS = 60_000

/**
 * A script of this folder in a process of its own. It reports with JSON lines and is told what to do with JSON lines
 * on its standard input. Killed at the end of the test if it still runs.
 */
export class Child {
  readonly messages: Message[] = []
  /** Everything that was printed and is no message. */
  printed = ''
  readonly #process: ChildProcess
  readonly #closed: Promise<number | null>
  #isClosed = false
  #rest = ''

  constructor(script: string, args: string[], cwd: string, env: Record<string, string>) {
    // NODE_ENV of the test runner would be seen by the build.
    const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...inherited } = process.env
    const path = fileURLToPath(new URL(script, import.meta.url))
    this.#process = spawn(process.execPath, [path, ...args], { cwd, env: { ...inherited, NO_COLOR: '1', ...env }, stdio: 'pipe' })
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => this.printed += text)
    // A child that has ended cannot be told anything; whoever waits for its answer learns why.
    this.#process.stdin!.on('error', () => {})
    this.#closed = new Promise(resolve => this.#process.on('close', (code) => {
      this.#isClosed = true
      resolve(code)
    }))
    onTestFinished(async () => {
      this.#process.kill('SIGKILL')
      await this.#closed
    })
  }

  tell(command: string): void {
    this.#process.stdin!.write(`${JSON.stringify({ command })}\n`)
  }

  /** The next message from position `from` on with one of these names. */
  async hear(events: readonly string[], from = 0): Promise<Message> {
    const find = (): Message | undefined => this.messages.slice(from).find(({ event }) => events.includes(event))
    await poll(() => find() !== undefined || this.#isClosed, () => `no message ${events.join(' or ')}\n${this.printed}`)
    const message = find()
    if (!message)
      throw new Error(`the process ended without a message ${events.join(' or ')}\n${this.printed}`)
    return message
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }

  /** The exit code, or `null` when a signal ended it. */
  async ended(): Promise<number | null> {
    await poll(() => this.#isClosed, () => `the process does not end\n${this.printed}`)
    return this.#closed
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const message = line.startsWith('{"event":') ? JSON.parse(line) as Message : undefined
      if (message)
        this.messages.push(message)
      else
        this.printed += `${line}\n`
    }
  }
}

/** Waits for a condition, and says what is missing when it never comes. */
export async function poll(condition: () => unknown, complaint: () => string, limitMs: number = LIMIT_MS): Promise<void> {
  const end = performance.now() + limitMs
  while (!await condition()) {
    if (performance.now() > end)
      throw new Error(complaint())
    await pause(20)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
