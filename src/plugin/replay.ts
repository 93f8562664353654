import process from 'node:process'
import { isRecord } from '../util/stable'
import type { Effect, Outcome } from './outcome'
import type { HookContext } from './types'

type ContextCall = (...args: unknown[]) => unknown

/**
 * Does again what the step did besides returning, in the same order, and gives its result. References of emitted
 * files may come out differently; they are replaced wherever the old ones stand.
 */
export function replay({ result, effects }: Outcome, context: HookContext): unknown {
  const references = new Map<string, string>()
  for (const effect of effects)
    applyEffect(effect, context, references)
  const changed = [...references].some(([recorded, live]) => recorded !== live)
  return changed ? replaceReferences(result, references) : result
}

function applyEffect(effect: Effect, context: HookContext, references: Map<string, string>): void {
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
      break
    case 'print':
      process[effect.stream].write(effect.text)
  }
}

/** All at once: a live reference may be what another one was when it was recorded. */
function replaceReferences(result: unknown, references: Map<string, string>): unknown {
  if (references.size === 0)
    return result
  const pattern = new RegExp([...references.keys()].map(escapeRegExp).join('|'), 'g')
  return mapTexts(result, text => text.replace(pattern, reference => references.get(reference)!))
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string')
    return change(value)
  if (Array.isArray(value))
    return value.map(entry => mapTexts(entry, change))
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, change)]))
  return value
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
