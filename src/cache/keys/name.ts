import { digest } from '../../util/digest'
import { CacheKeyError } from '../errors'
import { sessionId } from './session'
import { keyText } from './text'

/** Number or text; `0` is bound to the session, a negative one does not depend on the version of the cache. */
export type Minor = number | string

/** What decides about the version of an entry besides its key. */
export interface VersionFacts {
  version?: Minor | undefined
  hashVal?: unknown
}

export interface ParsedKey {
  /** Without the version. */
  name: string
  /** Path-like: lives on disk. */
  isPath: boolean
  minor: string | undefined
}

const START_RE = /^(?:[\p{L}_]|\.\/)/u
/** Behind a plus the digest of what else counts, as `keyFor` of a wrapped function gives it. */
const MINOR_RE = /^-?[\w.]+(?:\+[\w-]+)?$/
/** What names of functions may have and keys may not. */
const SPECIAL_RE = /[^\p{L}\p{N}_$#.\- [\]]/gu

/**
 * `./data@2` → name `./data`, a path, minor version 2.
 *
 * @throws CacheKeyError
 */
export function parseKey(key: string): ParsedKey {
  if (typeof key !== 'string' || !START_RE.test(key))
    throw badKey(key, 'must start with a letter, _ or ./')
  // What a wrapped function was called with may hold anything.
  const start = !key.includes('(') ? key.length : key.indexOf('(')
  const [name, minor, ...more] = key.slice(0, start).split('@')
  if (more.length > 0 || (minor !== undefined && !MINOR_RE.test(minor)))
    throw badKey(key, 'may have one @, followed by a version such as 2 or -1')
  const isPath = name!.includes('/')
  if (isPath && name!.replace(/^\.\//, '').split('/').some(part => part === '' || part === '.' || part === '..'))
    throw badKey(key, 'must not have empty parts, . or .. between its slashes')
  return { name: name! + key.slice(start), isPath, minor }
}

export function isMinor(text: string): boolean {
  return MINOR_RE.test(text)
}

/** The one in the key comes before the one in the options. */
export function minorOf({ isPath, minor }: Pick<ParsedKey, 'isPath' | 'minor'>, version: Minor | undefined): Minor {
  return minor ?? version ?? (isPath ? 1 : 0)
}

/** The same key, which needs no options besides. */
export function completeKey(key: string, { version, hashVal }: VersionFacts): string {
  const parsed = parseKey(key)
  const [start] = parsed.name.split('(', 1)
  return `${start}@${withDigest(minorOf(parsed, version), hashVal)}${parsed.name.slice(start!.length)}`
}

/** What must be equal for an entry to be used. */
export function effectiveVersion(major: number, minor: Minor, hashVal?: unknown): string {
  const [number, ...digests] = withDigest(minor, hashVal).split('+')
  return [versionOf(major, number!), ...digests].join('+')
}

/** The name of a function or method as part of a key; different ones stay different. */
export function nameInKey(name: string | symbol): string {
  const text = typeof name === 'symbol' ? `[${name.description ?? ''}]` : String(name)
  return text.replace(SPECIAL_RE, character => `%${character.codePointAt(0)!.toString(16)}.`)
}

function withDigest(minor: Minor, hashVal: unknown): string {
  return hashVal === undefined ? String(minor) : `${minor}+${digest(keyText(hashVal, 'hashVal'))}`
}

function versionOf(major: number, minor: string): string {
  if (minor === '0')
    return `${major}.session-${sessionId()}`
  return minor.startsWith('-') ? minor : `${major}.${minor}`
}

function badKey(key: unknown, why: string): CacheKeyError {
  return new CacheKeyError(String(key), `unplugin-cache: the key ${JSON.stringify(key)} ${why}.`)
}
