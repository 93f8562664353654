import type { ResultCache } from '../cache'
import type { Lookout } from '../inputs/lookout'
import type { World } from '../inputs/world'
import type { StepClock } from './clock'
import type { ContextKind } from './contexts/kind'
import type { Counter } from './counters'
import type { Memo } from './memo'
import type { Call, Handler, HookContext } from './types'
import type { Mismatch } from './verify'

/** What steps need of their session. */
export interface StepEnvironment {
  /** What `this` is in the steps. */
  kind: ContextKind
  cache: ResultCache
  world: World
  /** Of steps that run. */
  clock: StepClock
  /** Of steps that are looked up. */
  hitClock: StepClock
  /** Steps that run now, by action key. */
  inFlight: Map<string, Promise<unknown>>
  /** Called when a result is kept. */
  onRecord: (step: Step) => void
  /** The share of hits that are run for real as well and compared. */
  verify: number
  /** Called when a result was not what the real step gives. */
  onMismatch: (mismatch: Mismatch) => void
  /** The process goes on after a build and rebuilds what depends on a changed file. */
  watch: boolean
  /** Says why a result must not be kept, whatever the plugin. */
  rejects: ((result: unknown) => string | undefined) | undefined
  /** The bundler also watches folders, and files that are not there yet. */
  watchesAnyPath: boolean
  /** In such a process, watches what the bundler does not. */
  lookout: Lookout | undefined
}

export interface Step {
  memo: Memo
  call: Call
  handler: Handler
  context: HookContext
  ambient: readonly string[]
  counter: Counter
}
