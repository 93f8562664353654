import { randomBytes } from 'node:crypto'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import process from 'node:process'

const NAME = 'unplugin-cache:session'
let current = firstId()

/** Changes with the session. A number that is read as it is, because it is compared on each hit. */
export let sessionEpoch = 1

/** Stands for this start of the process; entries with the minor version 0 live as long as it does. */
export function sessionId(): string {
  return current
}

/**
 * For tools that restart a process and want it to count as the same one. Such a tool may also start it with the
 * environment variable `UNPLUGIN_CACHE_SESSION`.
 */
export function overrideSessionId(id: string): void {
  current = id
  sessionEpoch++
  setEnvironmentData(NAME, id)
}

/** Worker threads belong to the session of the thread that starts them. */
function firstId(): string {
  const inherited = getEnvironmentData(NAME)
  const id = typeof inherited === 'string' ? inherited : process.env.UNPLUGIN_CACHE_SESSION || randomBytes(9).toString('base64url')
  setEnvironmentData(NAME, id)
  return id
}
