import { hash } from 'node:crypto'

/** Length of a digest in characters: 24 base64url characters are 144 bits of SHA-256. */
const DIGEST_LENGTH = 24

/** Short content digest, for keys and for comparing inputs. */
export function digest(data: string | Uint8Array): string {
  return hash('sha256', toBytes(data), 'base64url').slice(0, DIGEST_LENGTH)
}

/** The same for names of files, which some systems compare without regard to case. */
export function hexDigest(data: string | Uint8Array): string {
  return Buffer.from(digest(data), 'base64url').toString('hex')
}

/**
 * Joins parts so that no two different lists give the same string: each part is preceded by its length,
 * and `undefined` differs from the empty string.
 */
export function frame(parts: readonly (string | undefined)[]): string {
  return parts.map(part => (part === undefined ? '-' : `${part.length}:${part}`)).join('')
}

/** In UTF-8, all halves of surrogate pairs are the same. */
function toBytes(data: string | Uint8Array): string | Uint8Array {
  return typeof data !== 'string' || data.isWellFormed() ? data : Buffer.from(`\ufeff${data}`, 'utf16le')
}
