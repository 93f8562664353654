import { digest } from '../util/digest'
import type { EncodedManifest } from './manifest'

/** `["digest",\n{…}\n]`: a wrong byte anywhere would make a result pass for another one's. */
export function seal(body: string): string {
  return `["${digest(body)}",\n${body}\n]\n`
}

/**
 * The manifest in the text of a file.
 *
 * @throws on damaged text
 */
export function openSealed(text: string): EncodedManifest {
  return openSealedData(text) as EncodedManifest
}

/**
 * The data in the text of a sealed file.
 *
 * @throws on damaged text
 */
export function openSealedData(text: string): unknown {
  const body = text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n', text.length - 2))
  if (text !== seal(body))
    throw new Error('it is damaged')
  return JSON.parse(body)
}
