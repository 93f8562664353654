import { AsyncLocalStorage } from 'node:async_hooks'

/** Per process, not per cache: two caches may have the same folder. */
const flights = new Map<string, Promise<Buffer>>()
const queues = new Map<string, Promise<void>>()
/** What the running code is itself a part of: waiting for that would never end. */
const within = new AsyncLocalStorage<readonly string[]>()

/** One run for all who ask while it runs. Each gets bytes of its own, which it may change. */
export async function shareFlight(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const around = within.getStore() ?? []
  if (around.includes(key))
    return make()
  const running = flights.get(key)
  if (running)
    return Buffer.from(await running)
  const flight = within.run([...around, key], make)
  flights.set(key, flight)
  try {
    return await flight
  }
  finally {
    flights.delete(key)
  }
}

/** One after the other, in the order of the calls. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(key) ?? Promise.resolve()).then(work)
  const settled = turn.then(() => {}, () => {})
  queues.set(key, settled)
  try {
    return await turn
  }
  finally {
    if (queues.get(key) === settled)
      queues.delete(key)
  }
}
