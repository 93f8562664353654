import { statIfThere } from '../../util/stat'
import { isRecord } from '../../util/stable'

/** What a registry cache has on disk. */
export interface EncodedRegistry {
  /** Version of the user's format. */
  format: string
  /** What the version getter said. */
  version: string
  /** Milliseconds since the epoch. */
  savedAt: number
  /** Modification times in milliseconds, by path. */
  files: Record<string, number>
  items: Record<string, unknown>
}

export interface RegistryContext {
  format: string
  version: string
  maxAgeDays: number
  checkFiles: boolean
  /** Milliseconds since the epoch. */
  now: number
}

/** Says why a registry cannot be used, or nothing. */
type Rule = (registry: EncodedRegistry, context: RegistryContext) => string | undefined

const DAY_MS = 86_400_000
const MTIME_TOLERANCE_MS = 1000
/** A clock that was set back by less is not worth starting again. */
const CLOCK_TOLERANCE_MS = 60_000

const hasFormat: Rule = (registry, { format }) =>
  registry.format === format ? undefined : `its format is ${registry.format}, not ${format}`

const hasVersion: Rule = (registry, { version }) =>
  registry.version === version ? undefined : `its version changed from ${registry.version} to ${version}`

const isYoungEnough: Rule = ({ savedAt }, { maxAgeDays, now }) => {
  const age = now - savedAt
  if (age < -CLOCK_TOLERANCE_MS)
    return 'the clock was set back since it was saved'
  return age > maxAgeDays * DAY_MS ? `it is ${(age / DAY_MS).toFixed(1)} days old` : undefined
}

const hasSameFiles: Rule = ({ files }, { checkFiles }) => {
  if (!checkFiles)
    return undefined
  for (const [path, mtimeMs] of Object.entries(files)) {
    const stat = statIfThere(path)
    if (!stat)
      return `${path} was removed`
    if (Math.abs(stat.mtimeMs - mtimeMs) > MTIME_TOLERANCE_MS)
      return `${path} was changed`
  }
  return undefined
}

/** In the order in which they are asked. */
const RULES: readonly Rule[] = [hasFormat, hasVersion, isYoungEnough, hasSameFiles]

/** The first reason against a registry, or `undefined` when it can be used. */
export function rejectionOf(registry: EncodedRegistry, context: RegistryContext): string | undefined {
  for (const rule of RULES) {
    const reason = rule(registry, context)
    if (reason !== undefined)
      return reason
  }
  return undefined
}

export function isRegistry(data: unknown): data is EncodedRegistry {
  return isRecord(data) && isRecord(data.items) && isRecord(data.files) && typeof data.savedAt === 'number'
}
