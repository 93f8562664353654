import process from 'node:process'
import { hookContext } from './contexts/hooks'
import type { ContextKind } from './contexts/kind'
import type { Outcome } from './outcome'
import { replaceReferences } from './references'
import type { HookContext } from './types'

/**
 * Does again what the step did besides returning, in the same order, and gives its result. References of emitted
 * files may come out differently; they are replaced wherever the old ones stand.
 */
export function replay({ result, effects }: Outcome, context: HookContext, kind: ContextKind = hookContext): unknown {
  const references = new Map<string, string>()
  for (const effect of effects) {
    if (effect.type === 'print')
      process[effect.stream].write(effect.text)
    else if (effect.type !== 'state')
      kind.repeat(effect, context, references)
  }
  const changed = [...references].some(([recorded, live]) => recorded !== live)
  return changed ? replaceReferences(result, references) : result
}
