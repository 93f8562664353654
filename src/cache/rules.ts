import { isRecord } from '../util/stable'
import { type EncodedManifest, FORMAT_VERSION } from './manifest'

/** What the rules compare a manifest with. */
export interface RuleContext {
  /** Version of this tool. */
  tool: string
  /** Milliseconds. */
  maxAge: number
  /** Milliseconds since the epoch. */
  now: number
}

export interface Rejection {
  /** For a person to read. */
  reason: string
  /** True when it is part of a normal life (an upgrade, a long holiday) and needs no warning. */
  expected: boolean
}

/** Says why a manifest cannot be used, or nothing. */
export type Rule = (manifest: EncodedManifest, context: RuleContext) => Rejection | undefined

export const hasFormatVersion: Rule = manifest =>
  isRecord(manifest) && manifest.format === FORMAT_VERSION
    ? undefined
    : { reason: `it is not a manifest of format ${FORMAT_VERSION}`, expected: false }

export const hasKnownShape: Rule = (manifest) => {
  const known = [manifest.packs, manifest.facts, manifest.sets].every(Array.isArray)
    && [manifest.variants, manifest.notes].every(isRecord)
    && manifest.packs.every(pack => isRecord(pack) && typeof pack.id === 'string' && typeof pack.file === 'string')
  return known ? undefined : { reason: 'parts of it are missing', expected: false }
}

export const hasToolVersion: Rule = (manifest, { tool }) =>
  manifest.tool === tool
    ? undefined
    : { reason: `it was written by version ${manifest.tool}, this is ${tool}`, expected: true }

export const isYoungEnough: Rule = ({ usedAt }, { maxAge, now }) =>
  now - usedAt > maxAge
    ? { reason: `it was last used ${Math.floor((now - usedAt) / 86_400_000)} days ago`, expected: true }
    : undefined

/** In the order in which they are asked: each one may rely on those before it. */
export const RULES: readonly Rule[] = [hasFormatVersion, hasKnownShape, hasToolVersion, isYoungEnough]

/** The first reason against a manifest, or `undefined` when it can be used. */
export function rejectionOf(manifest: EncodedManifest, context: RuleContext): Rejection | undefined {
  for (const rule of RULES) {
    const rejection = rule(manifest, context)
    if (rejection)
      return rejection
  }
  return undefined
}
