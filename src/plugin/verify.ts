import type { Variant } from '../cache'
import { stableStringify } from '../util/stable'
import type { Call } from './types'

/** A hit that was not what the real step gives. */
export interface Mismatch {
  plugin: string
  call: Call
  stored: unknown
  real: unknown
  /** The variant that was taken for valid, and the one that the real step has just recorded, if it could be. */
  variant: Variant
  fresh: Variant | undefined
}

/** True when two results mean the same to a bundler: a source map may be text or object. */
export function isSameResult(a: unknown, b: unknown): boolean {
  return normalize(a) === normalize(b)
}

/** Plugin, module, the first line that differs, and what the stored result may not have known about. */
export function describeMismatch({ plugin, call, stored, real, variant, fresh }: Mismatch): string {
  return [
    `verify: the stored result of ${plugin} (${call.hook}) for ${call.id} is not what it gives now; the real result is used.`,
    firstDifference(codeLines(stored), codeLines(real)),
    `Likely cause: ${likelyCause(variant, fresh)}.`,
  ].join('\n  ')
}

function firstDifference(stored: string[], real: string[]): string {
  const index = real.findIndex((line, at) => line !== stored[at])
  const at = index < 0 ? real.length : index
  return `line ${at + 1}: stored ${JSON.stringify(stored[at] ?? '(end)')}, real ${JSON.stringify(real[at] ?? '(end)')}`
}

function likelyCause(variant: Variant, fresh: Variant | undefined): string {
  const known = new Set([...variant.facts, ...variant.shared].map(([question, name]) => `${question} ${name}`))
  const unknown = [...fresh?.facts ?? []].filter(([question, name]) => !known.has(`${question} ${name}`)).map(([, name]) => name)
  return unknown.length > 0
    ? `it now reads ${unknown.slice(0, 3).join(', ')}, which the stored result did not depend on`
    : 'the plugin depends on something that cannot be seen, such as time, chance or its own state'
}

function codeLines(result: unknown): string[] {
  const code = typeof result === 'string' ? result : (result as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code.split('\n') : [normalize(result)]
}

function normalize(result: unknown): string {
  return stableStringify(result, (key, value) => {
    if (key !== 'map' || value === null || value === undefined)
      return value
    return typeof value === 'string' && value !== '' ? JSON.parse(value) as unknown : JSON.parse(JSON.stringify(value)) as unknown
  })
}
