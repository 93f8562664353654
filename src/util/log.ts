import process from 'node:process'
import { createDebug } from 'obug'

/** Where messages go. Each distinct warning is shown once. */
export interface Log {
  warn: (message: string) => void
  info: (message: string) => void
}

const PREFIX = '[unplugin-cache]'

/** Debug output by area, switched on with `DEBUG=unplugin-cache:*`. */
export const debug: Record<'cache' | 'step' | 'plugin' | 'input', (format: string, ...values: unknown[]) => void> = {
  cache: createDebug('unplugin-cache:cache'),
  step: createDebug('unplugin-cache:step'),
  plugin: createDebug('unplugin-cache:plugin'),
  input: createDebug('unplugin-cache:input'),
}

export function createLog(write: (line: string) => void = line => process.stderr.write(`${line}\n`)): Log {
  const seen = new Set<string>()
  return {
    warn(message) {
      if (seen.has(message))
        return
      seen.add(message)
      write(`${PREFIX} ${message}`)
    },
    info: message => write(`${PREFIX} ${message}`),
  }
}

/** A log for `log: 'silent'`. */
export const silentLog: Log = { warn: () => {}, info: () => {} }

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
