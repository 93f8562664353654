import { observe } from '../inputs/tracer'
import { fileOf } from './call'
import type { Step, StepEnvironment } from './environment'
import { type Grounds, keep, share, store } from './keep'
import { actionKey, codeDigest, derivedKey } from './key'
import { type Hit, lookup } from './lookup'
import type { Parent } from './memo'
import { mute } from './mute'
import type { Outcome } from './outcome'
import { Recorder } from './record'
import { replay } from './replay'
import { isSameResult } from './verify'
import { watchInputs } from './watch'

/** Gives the result of a step: from the cache when a variant of it still holds, else by running and recording it. */
export async function runStep(environment: StepEnvironment, step: Step): Promise<unknown> {
  const { memo, call } = step
  const stop = environment.hitClock.start()
  const { roots } = environment.world
  const code = codeDigest(call, roots)
  const parent = memo.rule.parent ? parentOf(step, code) : undefined
  const isDerived = parent !== undefined && memo.rule.derived?.(call) === true
  if (parent === null || (parent && (isDerived ? !parent.grounds : parent.code === undefined))) {
    stop()
    return runUncached(environment, step, parent ? 'the file it is a part of is not kept' : 'the file it is a part of was not seen')
  }
  const grounds = isDerived ? parent.grounds : undefined
  const key = grounds ? derivedKey(grounds.key, call, code, roots) : actionKey(step, code, parent?.code, roots)
  // Identical steps at the same time run once: the later ones find what the first has recorded.
  const flight = environment.inFlight.get(key)
  if (flight)
    await flight.catch(() => { /* It fails for its own caller; this step has its own try. */ })
  // A hit that nobody has to be asked about takes no turn of the event loop.
  const found = lookup(environment, step, key)
  const hit = found instanceof Promise ? await found : found
  const isVerified = hit !== undefined && Math.random() < environment.verify
  if (!hit || isVerified || memo.trial?.isUndecided || memo.rehydrator.isOutdated(stepName(step), call.code)) {
    stop()
    const run = grounds ? () => recordDerived(environment, step, { ...grounds, key }) : () => record(environment, step, key)
    return isVerified ? runVerified(environment, step, key, hit, run) : runAlone(environment, key, run)
  }
  restoreState(step, hit.outcome)
  const result = replay(hit.outcome, step.context, environment.kind)
  if (!grounds)
    remember(environment, step, { key, ...hit.variant })
  if (environment.watch)
    watchInputs(hit.variant.facts, step, environment)
  const spentMs = stop()
  step.counter.hit(hit.variant, spentMs)
  memo.worth.hit(call, { savedMs: hit.variant.cost, spentMs })
  return result
}

/** Puts back what the call would have left in a plugin that can tell. */
function restoreState({ memo, call }: Step, { effects }: Outcome): void {
  for (const effect of effects) {
    if (effect.type === 'state')
      memo.rule.restore?.(call.id, effect.saved)
  }
}

/** Runs a step; whoever needs the same one waits for it. */
async function runAlone({ inFlight }: StepEnvironment, key: string, run: () => Promise<unknown>): Promise<unknown> {
  const flight = run()
  inFlight.set(key, flight)
  try {
    return await flight
  }
  finally {
    inFlight.delete(key)
  }
}

/** Runs a step although there is a result for it, and compares. */
async function runVerified(environment: StepEnvironment, step: Step, key: string, { variant, outcome }: Hit, run: () => Promise<unknown>): Promise<unknown> {
  const real = await run()
  step.counter.verified++
  if (!isSameResult(outcome.result, real)) {
    const [newest] = environment.cache.lookup(key)
    const fresh = newest === variant ? undefined : newest
    step.memo.distrust()
    environment.onMismatch({ plugin: step.memo.plugin.name, call: step.call, stored: outcome.result, real, variant, fresh })
    step.counter.refuse('its stored result was not what the plugin gives')
  }
  return real
}

/** Runs a step for real and keeps nothing but what it read: the plugin may remember that for other steps. */
export async function runUncached({ world, kind }: StepEnvironment, step: Step, reason: string): Promise<unknown> {
  const { memo, call, handler, context, counter } = step
  counter.bypass(reason)
  await memo.rehydrator.before(fileAbout(step))
  const recorder = new Recorder(world, { resolvesOnly: memo.rule.resolvesOnly ?? false }, kind)
  try {
    const result: unknown = await observe(recorder, () => handler.apply(recorder.wrap(context), call.args))
    memo.trial?.ran(call.hook, result)
    return result
  }
  finally {
    share(memo, call, world, recorder.facts().undeclared)
  }
}

/** Runs a step under watch and keeps what it gave and did, and what it turned out to depend on. */
async function record(environment: StepEnvironment, step: Step, key: string): Promise<unknown> {
  const { world, clock } = environment
  const { memo, call, handler, context, counter } = step
  // What is loaded now need not be loaded once more for its state.
  if (call.code === undefined)
    memo.rehydrator.ran(stepName(step), undefined)
  if (memo.rehydrator.isPending)
    await memo.rehydrator.before(fileAbout(step))
  memo.rehydrator.ran(stepName(step), call.code)
  const recorder = new Recorder(world, memo.rule, environment.kind)
  const stop = clock.start()
  let result: unknown
  let cost: number
  try {
    result = await observe(recorder, () => handler.apply(recorder.wrap(context), recorder.watchArguments(call, memo.rule)))
  }
  catch (error) {
    share(memo, call, world, recorder.facts().undeclared)
    throw error
  }
  finally {
    cost = stop()
    counter.ran(cost)
  }
  memo.worth.ran(call, cost)
  const saved = memo.rule.save?.(call.id)
  if (saved !== undefined)
    recorder.effects.push({ type: 'state', saved })
  noteKept(environment, step, keep(environment, step, { key, recorder, result, cost }))
  memo.trial?.ran(call.hook, result)
  return result
}

/** Runs a step that depends on nothing but what the step about the whole file depended on. */
async function recordDerived(environment: StepEnvironment, step: Step, grounds: Grounds): Promise<unknown> {
  const { memo, call, handler, context, counter } = step
  if (memo.rehydrator.isPending)
    await memo.rehydrator.before(fileAbout(step))
  const stop = environment.clock.start()
  try {
    const result: unknown = await handler.apply(context, call.args)
    const cost = stop()
    counter.ran(cost)
    noteKept(environment, step, store(environment, step, { result, effects: [] }, cost, () => grounds))
    return result
  }
  catch (error) {
    counter.ran(stop())
    throw error
  }
}

function noteKept(environment: StepEnvironment, step: Step, kept: Grounds | string): void {
  if (typeof kept === 'string') {
    step.counter.refuse(kept)
    return
  }
  setGrounds(step, kept)
  step.memo.trial?.keys.add(kept.key)
  environment.onRecord(step)
}

/** The step about the whole file, where this one is about a part of it; `null` when it has not been seen. */
function parentOf(step: Step, code: string | undefined): Parent | null | undefined {
  const { memo, call } = step
  const whole = memo.rule.parent?.(call.id)
  if (whole === undefined) {
    memo.parents.set(nameOfParent(step, call.id), { code })
    return undefined
  }
  return memo.parents.get(nameOfParent(step, whole)) ?? null
}

/** The file that a step is about, also where it is about a part of it. */
function fileAbout({ memo, call }: Step): string {
  return fileOf(memo.rule.parent?.(call.id) ?? call.id)
}

/** Notes what a step is kept under, for the steps about its parts. */
function setGrounds(step: Step, { key, facts, shared }: Grounds): void {
  const parent = step.memo.parents.get(nameOfParent(step, step.call.id))
  if (parent)
    parent.grounds = { key, facts, shared }
}

function nameOfParent({ ambient }: Step, id: string): string {
  return `${ambient.join()} ${id}`
}

function remember({ world: { roots } }: StepEnvironment, step: Step, grounds: Grounds): void {
  setGrounds(step, grounds)
  const { memo, call, handler, context } = step
  if (memo.rehydrator.isStateless)
    return
  const file = fileAbout(step)
  memo.rehydrator.remember(stepName(step), {
    file,
    code: call.code,
    isWhole: call.hook === 'transform' && call.id === file,
    reads: path => grounds.facts.some(([question, name]) => question === 'content' && name === roots.toName(path)),
    run: () => handler.apply(mute(context), call.args),
  })
}

function stepName({ call, ambient }: Step): string {
  return `${call.hook} ${call.handler ?? ''} ${call.id} ${ambient.join()}`
}
