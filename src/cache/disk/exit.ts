import process from 'node:process'

/** What still has to be written when the process ends. */
interface Writer {
  flush: () => Promise<void>
  /** What is lost when the process ends at once. */
  unwritten: () => string
}

const writers = new Set<Writer>()
let isListening = false

/**
 * Until `settled` is called, the writer is flushed before the process ends by itself. `process.exit()` leaves no time
 * for it, so that is said.
 */
export function flushAtExit(writer: Writer): void {
  writers.add(writer)
  if (isListening)
    return
  isListening = true
  process.on('beforeExit', () => void flushAll())
  process.on('exit', () => [...writers].forEach(writer =>
    process.stderr.write(`[unplugin-cache] process.exit() was called before ${writer.unwritten()} written. Await flush() or close() of the cache before.\n`)))
}

export function settled(writer: Writer): void {
  writers.delete(writer)
}

async function flushAll(): Promise<void> {
  await Promise.all([...writers].map(writer => writer.flush()))
}
