import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { version as tool } from '../../package.json'
import { namesIn } from '../store/file'
import { messageOf } from '../util/log'
import { FORMAT_VERSION } from './manifest'
import { openSealed } from './seal'
import { rejectionOf } from './rules'

export interface NamespaceInventory {
  name: string
  results: number
  packs: number
  /** Bytes. */
  bytes: number
  /** Why the next build will not use it, if so. */
  reason?: string
}

export interface Inventory {
  namespaces: NamespaceInventory[]
  /** Bytes of all packs. */
  bytes: number
}

/** What a cache folder holds. */
export async function inventory(dir: string): Promise<Inventory> {
  const folder = join(dir, `manifest-v${FORMAT_VERSION}`)
  const files = (await namesIn(folder)).filter(name => name.endsWith('.json'))
  const namespaces = await Promise.all(files.map(file => inspect(join(folder, file))))
  return { namespaces, bytes: namespaces.reduce((sum, { bytes }) => sum + bytes, 0) }
}

async function inspect(path: string): Promise<NamespaceInventory> {
  const name = basename(path, '.json')
  try {
    const manifest = openSealed(await readFile(path, 'utf8'))
    const rejection = rejectionOf(manifest, { tool, maxAge: Infinity, now: Date.now() })
    const results = Object.values(manifest.variants ?? {}).reduce((sum, list) => sum + list.length, 0)
    const bytes = (manifest.packs ?? []).reduce((sum, { size }) => sum + size, 0)
    return { name, results, packs: manifest.packs?.length ?? 0, bytes, ...(rejection ? { reason: rejection.reason } : {}) }
  }
  catch (error) {
    return { name, results: 0, packs: 0, bytes: 0, reason: `it cannot be read (${messageOf(error)})` }
  }
}
