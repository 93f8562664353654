import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { unobserved } from '../../inputs/tracer'
import type { DependencyCall, Effect, LoaderEffect } from '../outcome'
import type { HookContext } from '../types'
import type { Recording } from './kind'
import { packWarning, unpackWarning } from './loader-warning'

export type ContextCall = (...args: unknown[]) => unknown

/** Methods of a logger that only print. */
const LOGGER_METHODS = new Set(['error', 'warn', 'info', 'log', 'debug', 'trace', 'clear', 'status', 'group', 'groupCollapsed', 'groupEnd'])
/** A loader that declares a folder depends on all that is in it; of one with more files, it is not kept. */
const MAX_FILES = 1000

const EFFECTS = new Set<string>(['depend', 'file', 'warning', 'logger', 'meta'] satisfies LoaderEffect['type'][])

export function isLoaderEffect(effect: Effect): effect is LoaderEffect {
  return EFFECTS.has(effect.type)
}

/** A function of the context, noting what is done with it. What the bundler does then is its own affair. */
export function watchEffect(recording: Recording, name: string, call: ContextCall): ContextCall {
  const watched = watchCall(recording, name, call)
  return (...args) => unobserved(() => watched(...args))
}

function watchCall(recording: Recording, name: string, call: ContextCall): ContextCall {
  switch (name) {
    case 'addDependency':
    case 'dependency': return path => depend(recording, 'addDependency', path, call)
    case 'addContextDependency':
    case 'addMissingDependency':
    case 'addBuildDependency': return path => depend(recording, name, path, call)
    case 'emitFile': return (...args) => {
      recording.effects.push({ type: 'file', args })
      return call(...args)
    }
    case 'emitWarning': return (given) => {
      recording.effects.push({ type: 'warning', warning: packWarning(given) })
      return call(given)
    }
    case 'getLogger': return logger => watchLogger(recording, logger, call(logger) as object)
    case 'cacheable': return (flag) => {
      if (flag === false)
        recording.opaque('calls this.cacheable(false)')
      return call(flag)
    }
  }
  return (...args) => {
    recording.opaque(`calls this.${name}`)
    return call(...args)
  }
}

export function repeatEffect(effect: LoaderEffect, context: HookContext): void {
  const call = (name: string, ...args: unknown[]): unknown => (context[name] as ContextCall).apply(context, args)
  switch (effect.type) {
    case 'depend':
      call(effect.on, effect.path)
      break
    case 'file':
      call('emitFile', ...effect.args)
      break
    case 'warning':
      call('emitWarning', unpackWarning(effect.warning))
      break
    case 'logger':
      (call('getLogger', effect.logger) as Record<string, ContextCall>)[effect.method]!(...effect.args)
      break
    case 'meta':
      (context._module as { buildMeta: Record<string, unknown> }).buildMeta[effect.name] = effect.value
  }
}

function depend(recording: Recording, on: DependencyCall, given: unknown, call: ContextCall): unknown {
  const path = String(given)
  recording.effects.push({ type: 'depend', on, path })
  if (on === 'addDependency' || on === 'addMissingDependency')
    recording.watched.add(path)
  // Configuration, which a loader may remember: all its steps depend on it.
  else if (on === 'addBuildDependency')
    recording.path('content', path)
  else if (!dependOnFolder(recording, path))
    recording.opaque('depends on a folder with very many files')
  return call(given)
}

function dependOnFolder(recording: Recording, root: string): boolean {
  const folders = [root]
  for (const folder of folders) {
    recording.path('listing', folder)
    for (const entry of listFolder(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory())
        folders.push(path)
      else
        recording.watched.add(path)
    }
    if (folders.length + recording.watched.size > MAX_FILES)
      return false
  }
  return true
}

function listFolder(folder: string): { name: string, isDirectory: () => boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  }
  catch {
    // That it cannot be listed is what is noted of it.
    return []
  }
}

function watchLogger(recording: Recording, logger: unknown, target: object): object {
  return new Proxy(target, {
    get(_, method) {
      const member: unknown = Reflect.get(target, method, target)
      if (typeof member !== 'function' || typeof method === 'symbol')
        return member
      return (...args: unknown[]) => {
        if (LOGGER_METHODS.has(method))
          recording.effects.push({ type: 'logger', logger, method, args })
        else
          recording.opaque(`calls ${method} of its logger`)
        return (member as ContextCall).apply(target, args)
      }
    },
  })
}
