import type { Fact, Variant } from '../cache'
import type { Roots } from '../inputs/roots'
import { type World, describeChange } from '../inputs/world'
import { debug, messageOf } from '../util/log'
import { isAsk, stillAnswers } from './ask'
import { decodeOutcome } from './decode'
import type { Step, StepEnvironment } from './environment'
import type { Outcome } from './outcome'
import type { HookContext } from './types'

/** A variant that holds, with its outcome. */
export interface Hit {
  variant: Variant
  outcome: Outcome
}

/** The variant of a key that holds, newest first. Notes why none does. A promise only if the bundler has to be asked. */
export function lookup(environment: StepEnvironment, step: Step, key: string): Hit | undefined | Promise<Hit | undefined> {
  const variants = environment.cache.lookup(key)
  if (variants.some(({ facts }) => facts.some(isAsk)))
    return lookupAsking(environment, step, variants)
  let reason: string | undefined
  for (const variant of variants) {
    const broken = findBroken(variant, environment.world)
    const hit = broken ? undefined : restore(environment, variant)
    if (hit)
      return hit
    reason ??= reasonFor(broken)
  }
  return noteMiss(step, reason)
}

/** The same, for variants that depend on what the bundler answers. */
async function lookupAsking(environment: StepEnvironment, step: Step, variants: readonly Variant[]): Promise<Hit | undefined> {
  let reason: string | undefined
  for (const variant of variants) {
    const broken = findBroken(variant, environment.world) ?? await findBrokenAsk(variant, environment, step.context)
    const hit = broken ? undefined : restore(environment, variant)
    if (hit)
      return hit
    reason ??= reasonFor(broken)
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

async function findBrokenAsk({ facts }: Variant, { world, kind }: StepEnvironment, context: HookContext): Promise<Fact | undefined> {
  for (const fact of facts) {
    if (isAsk(fact) && !await stillAnswers(fact, context, world.roots, kind))
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
