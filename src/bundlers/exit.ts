import process from 'node:process'

/** Something that has results to write before the process ends. */
export interface Closable {
  /** The event loop is empty: there is time for everything. */
  finish: () => Promise<void>
  /** A signal came: only what matters. */
  save: () => Promise<unknown>
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** For the whole process, because listeners are: a script may run a dozen builds. */
const open = new Set<Closable>()

/** Has a run finished when the process ends, whether or not its bundler says so. */
export function finishOnExit(run: Closable): void {
  if (open.size === 0)
    listen()
  open.add(run)
}

/** The run has finished. */
export function forgetOnExit(run: Closable): void {
  open.delete(run)
  if (open.size === 0)
    unlisten()
}

/** Writes what the runs of this process have recorded so far. */
export async function saveOpenRuns(): Promise<void> {
  await Promise.all([...open].map(run => run.save()))
}

function listen(): void {
  process.on('beforeExit', finishAll)
  // First, to see who else listens: a listener that was added with `once` is gone after its turn.
  for (const signal of SIGNALS)
    process.prependListener(signal, saveAll)
}

function unlisten(): void {
  process.off('beforeExit', finishAll)
  for (const signal of SIGNALS)
    process.off(signal, saveAll)
}

function takeAll(): Closable[] {
  const runs = [...open]
  open.clear()
  unlisten()
  return runs
}

function finishAll(): void {
  void Promise.all(takeAll().map(run => run.finish()))
}

/** Others may want to end the process in their own way; where nobody does, the signal does what it always does. */
function saveAll(signal: NodeJS.Signals): void {
  const isAlone = process.listenerCount(signal) === 1
  void Promise.all(takeAll().map(run => run.save())).then(() => {
    if (isAlone)
      process.kill(process.pid, signal)
  })
}
