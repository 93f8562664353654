import { unobserved } from '../../inputs/tracer'
import { isObject } from '../../util/stable'
import { type Ask, watchModuleInfo } from '../ask'
import { describeCall, fileOf } from '../call'
import { watchChunk } from '../chunk'
import type { Effect } from '../outcome'
import { replaceReferences } from '../references'
import type { HookContext } from '../types'
import type { ContextKind, Recording } from './kind'

type ContextCall = (...args: unknown[]) => unknown

/** Members by which a step learns what it runs in. */
const TELLING_MEMBERS = new Set(['environment', 'ssr'])
/** Members that are read, not called; what they hold is in the key or is looked after elsewhere. */
const PLAIN_MEMBERS = new Set(['environment', 'fs', 'ssr', 'pluginName', 'outputOptions'])
const LOGS = new Set(['warn', 'info', 'debug'])

/** The context of plugin hooks in the bundlers of the Rollup family. */
export const hookContext: ContextKind = {
  describe: describeCall,

  given: ({ hook, args }, rule, note) => (hook === 'renderChunk' ? watchChunk(args, rule, note) : args),

  read(recording, name, member, context) {
    if (typeof member === 'function')
      return watchCall(recording, name, member.bind(context) as ContextCall, context)
    if (name === 'meta')
      recording.ask({ name: 'meta', args: [] }, member)
    else if (recording.rule.ambient === false && TELLING_MEMBERS.has(name))
      recording.ask({ name, args: [] }, answerOf(name, context))
    else if (member !== undefined && !PLAIN_MEMBERS.has(name))
      recording.opaque(`reads this.${name}`)
    return member
  },

  answer({ name, args }: Ask, context: HookContext) {
    const answer = answerOf(name, context, args)
    return name === 'getModuleInfo' && isObject(answer) ? answer[String(args[1])] : answer
  },

  repeat(effect: Effect, context: HookContext, references: Map<string, string>) {
    const call = (name: string, ...args: unknown[]): unknown => (context[name] as ContextCall).apply(context, args)
    switch (effect.type) {
      case 'watch':
        call('addWatchFile', effect.path)
        break
      case 'emit':
        references.set(effect.reference, String(call('emitFile', replaceReferences(effect.file, references))))
        break
      case 'source':
        call('setAssetSource', references.get(effect.reference) ?? effect.reference, replaceReferences(effect.source, references))
        break
      case 'log':
        call(effect.level, effect.log, effect.position)
    }
  },

  watch(context, path) {
    if (typeof context.addWatchFile === 'function')
      (context.addWatchFile as ContextCall).call(context, path)
  },
}

function watchCall(recording: Recording, name: string, call: ContextCall, context: HookContext): ContextCall {
  return (...args) => unobserved(() => {
    if (LOGS.has(name))
      return log(recording, name as 'warn', args, call)
    switch (name) {
      case 'addWatchFile': return watch(recording, args, call)
      case 'emitFile': return emit(recording, args, call)
      case 'setAssetSource':
        recording.effects.push({ type: 'source', reference: String(args[0]), source: args[1] })
        return call(...args)
      case 'getModuleInfo': return watchModuleInfo(String(args[0]), call(...args), (ask, answer) => recording.ask(ask, answer))
      case 'resolve':
      case 'getCombinedSourcemap': return asked(recording, { name, args }, call)
    }
    if (name === 'parse')
      recording.ask({ name: 'version', args: [] }, answerOf('version', context))
    else if (name !== 'error')
      recording.opaque(`calls this.${name}`)
    return call(...args)
  })
}

function answerOf(name: string, context: HookContext, args: unknown[] = []): unknown {
  switch (name) {
    case 'environment': return describeEnvironment(context.environment as Environment | undefined)
    case 'version': return versionsOf(context.meta as Meta | undefined)
  }
  const member = context[name]
  return typeof member === 'function' ? member.apply(context, args) : member
}

interface Meta { rollupVersion?: string, rolldownVersion?: string }

/** Another version may have another parser. */
function versionsOf({ rollupVersion, rolldownVersion }: Meta = {}): unknown {
  return [rollupVersion ?? null, rolldownVersion ?? null]
}

/** In Vite, what says which one it is. Its configuration is the whole, as this environment sees it. */
interface Environment {
  name: string
  mode?: string
  config?: { command?: string, mode?: string, isProduction?: boolean, consumer?: string }
}

function describeEnvironment(environment: Environment | undefined): unknown {
  const { name, mode, config: { command, mode: configMode, isProduction, consumer } = {} } = environment ?? {}
  return [name, mode, command, configMode, isProduction, consumer].map(part => part ?? null)
}

function watch({ watched, world, effects }: Recording, args: unknown[], call: ContextCall): unknown {
  const path = String(args[0])
  // Vite 7 declares `image.png?#iefix` as it stands in the style sheet.
  watched.add(world.files.kind(path) === null ? fileOf(path) : path)
  effects.push({ type: 'watch', path })
  return call(...args)
}

function emit({ effects }: Recording, args: unknown[], call: ContextCall): unknown {
  const reference = call(...args)
  effects.push({ type: 'emit', file: { ...args[0] as Record<string, unknown> }, reference: String(reference) })
  return reference
}

/** A log may come as a function, for levels that nobody listens to. */
function log(recording: Recording, level: 'warn' | 'info' | 'debug', [given, position]: unknown[], call: ContextCall): unknown {
  const message = typeof given === 'function' ? (given as () => unknown)() : given
  // Rollup writes into the object that it is given.
  recording.effects.push({ type: 'log', level, log: copy(recording, message), ...(position === undefined ? {} : { position }) })
  return call(message, position)
}

function copy(recording: Recording, given: unknown): unknown {
  try {
    return structuredClone(given)
  }
  catch {
    // A function in it, say: it could not be stored either.
    recording.opaque('logs something that cannot be stored')
    return undefined
  }
}

function asked(recording: Recording, ask: Ask, call: ContextCall): unknown {
  const answer = guard(recording, ask, () => call(...ask.args))
  if (!(answer instanceof Promise))
    return recording.ask(ask, answer)
  return answer.then(settled => recording.ask(ask, settled), (error: unknown) => guard(recording, ask, () => { throw error }))
}

/** A plugin may go on after an error; what it then does depends on more than an answer. */
function guard(recording: Recording, ask: Ask, body: () => unknown): unknown {
  try {
    return body()
  }
  catch (error) {
    recording.opaque(`gets no answer from this.${ask.name}`)
    throw error
  }
}
