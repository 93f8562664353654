import { randomBytes } from 'node:crypto'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import process from 'node:process'

const NAME = 'unplugin-cache:session'
let current = firstId()
let epoch = 1

/** Stands for this start of the process; entries with the minor version 0 live as long as it does. */
export function sessionId(): string {
  return current
}

/** Changes with the session. A number, because it is compared on each hit. */
export function sessionEpoch(): number {
  return epoch
}

/**
 * For tools that restart a process and want it to count as the same one. Such a tool may also start it with the
 * environment variable `UNPLUGIN_CACHE_SESSION`.
 */
export function overrideSessionId(id: string): void {
  current = id
  epoch++
  setEnvironmentData(NAME, id)
}

/** Worker threads belong to the session of the thread that starts them. */
function firstId(): string {
  const inherited = getEnvironmentData(NAME)
  const id = typeof inherited === 'string' ? inherited : process.env.UNPLUGIN_CACHE_SESSION || randomBytes(9).toString('base64url')
  setEnvironmentData(NAME, id)
  return id
}
