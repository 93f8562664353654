import type { Fact, Variant } from '../cache'
import type { Roots } from '../inputs/roots'
import { observe } from '../inputs/tracer'
import { type World, describeChange } from '../inputs/world'
import { debug, messageOf } from '../util/log'
import { isAsk, stillAnswers } from './ask'
import { fileOf } from './call'
import { type Outcome, decodeOutcome } from './codec'
import type { Step, StepEnvironment } from './environment'
import { keep, share } from './keep'
import { actionKey, codeDigest } from './key'
import { mute } from './mute'
import { Recorder } from './record'
import { replay } from './replay'
import type { HookContext } from './types'
import { isSameResult } from './verify'
import { watchInputs } from './watch'

/** Gives the result of a step: from the cache when a variant of it still holds, else by running and recording it. */
export async function runStep(environment: StepEnvironment, step: Step): Promise<unknown> {
  const { memo, call } = step
  const stop = environment.hitClock.start()
  const { roots } = environment.world
  const code = codeDigest(call, roots)
  const parent = parentOf(step, code)
  if (parent === null) {
    stop()
    return runUncached(environment, step, 'the file it is a part of was not seen')
  }
  const key = actionKey(step, code, parent, roots)
  // Identical steps at the same time run once: the later ones find what the first has recorded.
  const flight = environment.inFlight.get(key)
  if (flight)
    await flight.catch(() => { /* It fails for its own caller; this step has its own try. */ })
  // A hit that nobody has to be asked about takes no turn of the event loop.
  const found = lookup(environment, step, key)
  const hit = found instanceof Promise ? await found : found
  if (!hit || environment.verify || memo.rehydrator.isOutdated(stepName(step), call.code ?? '')) {
    stop()
    return hit && environment.verify ? runVerified(environment, step, key, hit) : runAlone(environment, step, key)
  }
  const result = replay(hit.outcome, step.context)
  remember(step, hit.variant, environment.world)
  if (environment.watch)
    watchInputs(hit.variant.facts, call, step.context, environment.world)
  step.counter.hit(hit.variant, stop())
  return result
}

/** Runs a step under record; whoever needs the same one waits for it. */
async function runAlone(environment: StepEnvironment, step: Step, key: string): Promise<unknown> {
  const run = record(environment, step, key)
  environment.inFlight.set(key, run)
  try {
    return await run
  }
  finally {
    environment.inFlight.delete(key)
  }
}

/** Runs a step although there is a result for it, and compares. */
async function runVerified(environment: StepEnvironment, step: Step, key: string, { variant, outcome }: Hit): Promise<unknown> {
  const real = await record(environment, step, key)
  step.counter.verified++
  if (!isSameResult(outcome.result, real)) {
    const [newest] = environment.cache.lookup(key)
    const fresh = newest === variant ? undefined : newest
    environment.onMismatch({ plugin: step.memo.plugin.name, call: step.call, stored: outcome.result, real, variant, fresh })
    step.counter.refuse('its stored result was not what the plugin gives')
  }
  return real
}

/** Runs a step for real and keeps nothing but what it read: the plugin may remember that for other steps. */
export async function runUncached({ world }: StepEnvironment, step: Step, reason: string): Promise<unknown> {
  const { memo, call, handler, context, counter } = step
  counter.bypass(reason)
  await memo.rehydrator.before(fileOf(call.id))
  const recorder = new Recorder(world, [])
  try {
    return await observe(recorder, () => handler.apply(recorder.wrap(context), call.args))
  }
  finally {
    share(memo, call, world, recorder.facts().undeclared)
  }
}

interface Hit {
  variant: Variant
  outcome: Outcome
}

/** The variant that holds, with its outcome. Notes why none does. */
function lookup(environment: StepEnvironment, step: Step, key: string): Hit | undefined | Promise<Hit | undefined> {
  const variants = environment.cache.lookup(key)
  if (variants.some(({ facts }) => facts.some(isAsk)))
    return lookupAsking(environment, step, variants)
  let reason: string | undefined
  for (const variant of variants) {
    const broken = findBroken(variant, environment.world)
    const hit = broken ? undefined : restore(environment, variant)
    if (hit)
      return hit
    reason = reasonFor(broken)
  }
  return noteMiss(step, reason)
}

/** The same, for variants that depend on what the bundler answers. */
async function lookupAsking(environment: StepEnvironment, step: Step, variants: readonly Variant[]): Promise<Hit | undefined> {
  let reason: string | undefined
  for (const variant of variants) {
    const broken = findBroken(variant, environment.world) ?? await findBrokenAsk(variant, environment.world, step.context)
    const hit = broken ? undefined : restore(environment, variant)
    if (hit)
      return hit
    reason = reasonFor(broken)
  }
  return noteMiss(step, reason)
}

function noteMiss({ call, counter }: Step, reason = 'new or changed code'): undefined {
  counter.miss(reason)
  debug.step('miss %s %s: %s', call.hook, call.id, reason)
  return undefined
}

function reasonFor(broken: Fact | undefined): string {
  return broken ? describeChange(broken) : 'its stored result was damaged or gone'
}

function findBroken({ facts, shared }: Variant, world: World): Fact | undefined {
  return world.firstBroken(shared) ?? facts.find(fact => !isAsk(fact) && !world.holds(fact))
}

async function findBrokenAsk({ facts }: Variant, world: World, context: HookContext): Promise<Fact | undefined> {
  for (const fact of facts) {
    if (isAsk(fact) && !await stillAnswers(fact, context, world.roots))
      return fact
  }
  return undefined
}

function restore({ cache, world }: StepEnvironment, variant: Variant): Hit | undefined {
  const outcome = decode(cache.read(variant), world.roots)
  return outcome && { variant, outcome }
}

function decode(bytes: Buffer | undefined, roots: Roots): Outcome | undefined {
  if (!bytes)
    return undefined
  try {
    return decodeOutcome(bytes, roots)
  }
  catch (error) {
    debug.step('cannot decode a result: %s', messageOf(error))
    return undefined
  }
}

async function record(environment: StepEnvironment, step: Step, key: string): Promise<unknown> {
  const { world, clock } = environment
  const { memo, call, handler, context, counter } = step
  await memo.rehydrator.before(fileOf(call.id))
  memo.rehydrator.ran(stepName(step), call.code ?? '')
  const recorder = new Recorder(world, memo.rule.harmless ?? [])
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
  const refusal = keep(environment, step, { key, recorder, result, cost })
  if (refusal === undefined)
    environment.onRecord(step)
  else
    counter.refuse(refusal)
  return result
}

/** Digest of what the step about the whole file was given; `null` when this step needs one and there is none. */
function parentOf({ memo, call, ambient }: Step, code: string | undefined): string | null | undefined {
  if (!memo.rule.parent)
    return undefined
  const where = ambient.join()
  if (call.hook === 'transform' && code !== undefined)
    memo.parents.set(`${where} ${call.id}`, code)
  const parent = memo.rule.parent(call.id)
  return parent === undefined ? undefined : memo.parents.get(`${where} ${parent}`) ?? null
}

function remember(step: Step, { facts }: Variant, { roots }: World): void {
  const { memo, call, handler, context } = step
  if (memo.rehydrator.isStateless)
    return
  const file = fileOf(call.id)
  memo.rehydrator.remember(stepName(step), {
    file,
    code: call.code ?? '',
    isWhole: call.hook === 'transform' && call.id === file,
    reads: path => facts.some(([question, name]) => question === 'content' && name === roots.toName(path)),
    run: () => handler.apply(mute(context), call.args),
  })
}

function stepName({ call, ambient }: Step): string {
  return `${call.hook} ${call.id} ${ambient.join()}`
}
