import { CLOCK_TOLERANCE_MS } from '../engines/payload'
import { changedInput } from '../keys/inputs'
import type { Entry } from '../values/record'

/** What an entry is compared with. */
export interface Wanted {
  version: string
  /** Digest; not compared when left out. */
  params?: string | undefined
  /** Milliseconds. */
  maxAge?: number | undefined
}

/** Says why an entry cannot be used, or nothing. */
type Rule = (entry: Entry, wanted: Wanted, now: number) => string | undefined

const hasVersion: Rule = (entry, { version }) =>
  entry.version === version ? undefined : `it has version ${entry.version}, not ${version}`

const hasParams: Rule = (entry, { params }) =>
  params === undefined || params === entry.params ? undefined : 'it was made with other params'

/** How old an entry is cannot be said when it was made after now. */
const isNotFromTheFuture: Rule = (entry, { maxAge }, now) =>
  (entry.expiresAt !== undefined || maxAge !== undefined) && entry.createdAt - now > CLOCK_TOLERANCE_MS
    ? 'the clock was set back since it was made'
    : undefined

const isAlive: Rule = ({ expiresAt }, _wanted, now) =>
  expiresAt !== undefined && expiresAt <= now ? 'its time to live is over' : undefined

const isYoungEnough: Rule = ({ createdAt }, { maxAge }, now) =>
  maxAge !== undefined && now - createdAt > maxAge ? 'it is too old' : undefined

const hasSameInputs: Rule = ({ inputs }) => inputs && changedInput(inputs)

/** Cheap ones first. */
const RULES: readonly Rule[] = [hasVersion, hasParams, isNotFromTheFuture, isAlive, isYoungEnough, hasSameInputs]

/** The first reason against an entry, for a person to read, or `undefined` when it can be used. */
export function staleReason(entry: Entry, wanted: Wanted, now: number): string | undefined {
  for (const rule of RULES) {
    const reason = rule(entry, wanted, now)
    if (reason !== undefined)
      return reason
  }
  return undefined
}
