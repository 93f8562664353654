import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { namesIn } from '../store/file'
import { PACK_KEY_PREFIX, loadCacache, removePack } from '../store/packs'
import { debug, messageOf } from '../util/log'
import { type ManifestSource, manifestPath } from './load'
import { openSealed } from './seal'
import type { Limits } from './retention'

/** What is younger may belong to a process that has written its pack and not yet its manifest. */
const GRACE_MS = 60 * 60 * 1000

interface Owner {
  path: string
  namespace: string
  usedAt: number
  packs: Set<string>
  bytes: number
  /** Those under which the project was last built. */
  limits: Limits
}

/**
 * Removes what no other commit would: manifests of projects that nobody builds any more, those that were used
 * longest ago when all together are over the size limit, and packs that no manifest names, as killed processes and
 * older versions leave them. The manifest of this run stays.
 */
export async function sweep(source: ManifestSource & Limits, now: number): Promise<void> {
  const owners = await readOwners(manifestPath(source), source)
  const kept = chooseOwners(owners, basename(manifestPath(source), '.json'), now)
  await Promise.all(owners.filter(owner => !kept.includes(owner)).map(({ path }) => rm(path, { force: true })))
  await removeUnnamed(source.dir, new Set(kept.flatMap(({ packs }) => [...packs])), now)
}

async function readOwners(ownPath: string, limits: Limits): Promise<Owner[]> {
  const folder = join(ownPath, '..')
  const files = (await namesIn(folder)).filter(name => name.endsWith('.json'))
  return Promise.all(files.map(file => readOwner(join(folder, file), limits)))
}

/** A manifest that cannot be read owns nothing. */
async function readOwner(path: string, limits: Limits): Promise<Owner> {
  const namespace = basename(path, '.json')
  try {
    const { usedAt, packs, notes } = openSealed(await readFile(path, 'utf8'))
    const names = packs.map(({ id }) => `${PACK_KEY_PREFIX}${namespace}:${id}`)
    return { path, namespace, usedAt, packs: new Set(names), bytes: packs.reduce((sum, { size }) => sum + size, 0), limits: { ...limits, ...notes.limits } }
  }
  catch (error) {
    debug.cache('%s owns nothing: %s', path, messageOf(error))
    return { path, namespace, usedAt: 0, packs: new Set(), bytes: 0, limits }
  }
}

/** Each is kept for as long as it wants itself; all together may have the size that the most generous of them allows. */
function chooseOwners(owners: Owner[], own: string, now: number): Owner[] {
  const candidates = owners
    .filter(({ namespace, usedAt, limits }) => namespace === own || now - usedAt <= limits.maxAge)
    .sort((a, b) => Number(b.namespace === own) - Number(a.namespace === own) || b.usedAt - a.usedAt)
  const maxSize = Math.max(...candidates.map(({ limits }) => limits.maxSize))
  let bytes = 0
  return candidates.filter((owner) => {
    bytes += owner.bytes
    return owner.namespace === own || bytes <= maxSize
  })
}

async function removeUnnamed(dir: string, named: ReadonlySet<string>, now: number): Promise<void> {
  const { ls } = await loadCacache()
  const entries = Object.values(await ls(dir))
  const unnamed = entries.filter(({ key, time }) => key.startsWith(PACK_KEY_PREFIX) && !named.has(key) && now - time > GRACE_MS)
  await Promise.all(unnamed.map(({ key, integrity }) => removePack(dir, key, integrity)))
}
