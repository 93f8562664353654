import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../util/errno'
import { debug, type Log, messageOf } from '../util/log'
import { FORMAT_VERSION, type Manifest, decodeManifest, emptyManifest } from './manifest'
import { type RuleContext, rejectionOf } from './rules'
import { openSealed } from './seal'

export interface ManifestSource {
  dir: string
  namespace: string
  tool: string
  /** Milliseconds. */
  maxAge: number
  log: Log
}

/** Path of the manifest of a namespace. */
export function manifestPath({ dir, namespace }: Pick<ManifestSource, 'dir' | 'namespace'>): string {
  return join(dir, `manifest-v${FORMAT_VERSION}`, `${namespace}.json`)
}

/** The manifest on disk, or an empty one when there is none that can be used. Never fails. */
export async function loadManifest(source: ManifestSource): Promise<Manifest> {
  const path = manifestPath(source)
  try {
    const encoded = openSealed(await readFile(path, 'utf8'))
    const context: RuleContext = { tool: source.tool, maxAge: source.maxAge, now: Date.now() }
    const rejection = rejectionOf(encoded, context)
    if (!rejection)
      return decodeManifest(encoded)
    report(source, rejection.expected, `${path}: ${rejection.reason}`)
  }
  catch (error) {
    if (!isMissing(error))
      report(source, false, `${path} cannot be read (${messageOf(error)})`)
  }
  return emptyManifest(source.tool)
}

function report({ log }: ManifestSource, expected: boolean, what: string): void {
  if (expected)
    debug.cache('starting cold: %s', what)
  else
    log.warn(`starting cold, ${what}`)
}
