import type { Fact } from '../cache'
import { Roots } from '../inputs/roots'
import type { World } from '../inputs/world'
import { tracesOfTime } from '../inputs/unstable'
import { debug, messageOf } from '../util/log'
import { isRecord } from '../util/stable'
import { fileOf } from './call'
import { Unstorable, encodeOutcome } from './encode'
import type { Step, StepEnvironment } from './environment'
import { isMappedBehind } from './mappings'
import type { Memo } from './memo'
import type { Outcome } from './outcome'
import type { Recorder } from './record'
import type { Call } from './types'
import { watchInputs } from './watch'

/** What a result is kept under, and what it depended on. */
export interface Grounds {
  key: string
  facts: readonly Fact[]
  /** What all steps of its plugin depended on. */
  shared: readonly Fact[]
}

/** A step that has run under a recorder. */
export interface Recording {
  key: string
  recorder: Recorder
  result: unknown
  /** Milliseconds. */
  cost: number
}

/** Keeps what was recorded. Gives what it was kept under, or the reason why it was not. */
export function keep(environment: StepEnvironment, { memo, call, context }: Step, { key, recorder, result, cost }: Recording): Grounds | string {
  const { world, watch } = environment
  const { facts, undeclared } = recorder.facts()
  share(memo, call, world, undeclared)
  memo.shared.refresh(facts)
  if (recorder.refusal !== undefined)
    memo.trial?.witness(recorder.refusal)
  const reason = recorder.refusal ?? (memo.trial && recorder.isRandom ? 'gets something random' : undefined) ?? environment.rejects?.(result) ?? ownMemory(memo, call, recorder) ?? memo.rule.reject?.(codeOf(result) ?? '', recorder.references)
  if (reason !== undefined)
    return reason
  if (watch)
    watchInputs(facts, { call, context }, environment)
  return store(environment, { memo, call }, { result, effects: recorder.effects }, cost, () => {
    memo.shareInputs()
    const extra = memo.rule.inputs?.(call, [...recorder.watched], world.files) ?? []
    const all = [...facts, ...extra.map(([question, path]) => world.aboutPath(question, path)), ...recorder.asks]
    return { key, facts: all, shared: memo.shared.list }
  }, memo.trial ? recorder.times : undefined)
}

function ownMemory({ rule }: Memo, call: Call, recorder: Recorder): string | undefined {
  return rule.remembersResults && !recorder.hasRead(fileOf(call.id)) ? 'the plugin has answered from its own memory' : undefined
}

/** Keeps an outcome, with one more fact when it matters where the project lies. */
export function store({ cache, world }: StepEnvironment, { memo, call }: Pick<Step, 'memo' | 'call'>, outcome: Outcome, cost: number, groundsOf: () => Grounds, times: Iterable<number> = []): Grounds | string {
  try {
    const { bytes, isLocated } = encodeOutcome(outcome, world.roots)
    const novelty = memo.unstable.find(({ traces }) => traces.some(trace => bytes.includes(trace)))
    if (novelty)
      return `it holds a value that is new in each build (${novelty.path})`
    if ([...times].flatMap(tracesOfTime).some(trace => bytes.includes(trace)))
      return 'shows the time'
    const grounds = groundsOf()
    const facts = isLocated ? [...grounds.facts, ...locationFacts(outcome.result, world)] : grounds.facts
    cache.add(grounds.key, { facts, shared: grounds.shared, cost: Math.round(cost * 1000) / 1000 }, bytes)
    return grounds
  }
  catch (error) {
    if (!(error instanceof Unstorable))
      debug.step('cannot keep the result for %s: %s', call.id, messageOf(error))
    return error instanceof Unstorable ? error.message : 'its result cannot be stored'
  }
}

/** What a step read belongs to all steps of its plugin, but for the module that it is about. */
export function share(memo: Memo, call: Call, world: World, undeclared: readonly Fact[]): void {
  const own = world.roots.toName(fileOf(call.id))
  const remembers = memo.rule.remembers ?? (() => true)
  memo.shared.add(undeclared.filter(fact => fact[1] !== own && remembers(String(fact[1]))))
}

/** When the code itself names the project, what stands behind it on its line shifts with the length of that name. */
function locationFacts(result: unknown, world: World): Fact[] {
  const spelling = world.about('spelling', 'project')
  const code = codeOf(result)
  const map = isRecord(result) ? result.map : undefined
  if (code === undefined || map === undefined || map === null)
    return [spelling]
  const columns = Roots.placeholderColumns(world.roots.pack(code) ?? '')
  return columns.size > 0 && isMappedBehind(map, columns) ? [spelling, world.about('located', 'project')] : [spelling]
}

/** Bundlers of other families speak of contents. */
function codeOf(result: unknown): string | undefined {
  const code = isRecord(result) ? result.code ?? result.contents : result
  return typeof code === 'string' ? code : undefined
}
