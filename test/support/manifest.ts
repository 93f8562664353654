import { readFileSync, writeFileSync } from 'node:fs'
import type { EncodedManifest } from '../../src/cache/manifest'
import { openSealed, seal } from '../../src/cache/seal'

export function readManifest(path: string): EncodedManifest {
  return openSealed(readFileSync(path, 'utf8'))
}

/** Writes anything as a manifest whose seal is right. */
export function writeManifest(path: string, manifest: unknown): void {
  writeFileSync(path, seal(JSON.stringify(manifest)))
}
