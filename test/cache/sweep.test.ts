import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addResult, openCache, readResult } from '../support/cache'
import { readManifest, writeManifest } from '../support/manifest'
import { temporaryDir } from '../support/temp'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** One run in a project, with one result. */
async function runOnce(dir: string, namespace: string, content: string, limits: { maxSize?: number, maxAge?: number } = {}): Promise<void> {
  const cache = await openCache(dir, { namespace, ...limits })
  addResult(cache, 'key', content)
  await cache.commit()
  cache.close()
}

async function resultOf(dir: string, namespace: string): Promise<string | undefined> {
  const cache = await openCache(dir, { namespace })
  const result = readResult(cache, 'key')
  cache.close()
  return result
}

function manifestOf(dir: string, namespace: string): string {
  return join(dir, `manifest-v1/${namespace}.json`)
}

/** Pretends that a project was built some time ago. */
function ageManifest(dir: string, namespace: string, ms: number): void {
  const path = manifestOf(dir, namespace)
  const manifest = readManifest(path)
  writeManifest(path, { ...manifest, usedAt: manifest.usedAt - ms })
}

/** Pretends that packs were written some time ago, in the words of cacache's index: a checksum, a tab, an entry. */
function agePacks(dir: string, ms: number): void {
  for (const path of filesIn(join(dir, 'index-v5'))) {
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => {
      const entry = JSON.parse(line.split('\t')[1]!) as { time: number }
      const text = JSON.stringify({ ...entry, time: entry.time - ms })
      return `\n${createHash('sha1').update(text).digest('hex')}\t${text}`
    })
    writeFileSync(path, lines.join(''))
  }
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

function packCount(dir: string): number {
  return filesIn(join(dir, 'content-v2')).length
}

describe('the sweep', () => {
  it('removes what a project has left that nobody builds any more', async () => {
    const dir = temporaryDir()
    await runOnce(dir, 'abandoned', 'abandoned')
    await runOnce(dir, 'busy', 'busy')
    ageManifest(dir, 'abandoned', 8 * DAY_MS)
    agePacks(dir, 8 * DAY_MS)
    await runOnce(dir, 'mine', 'mine')
    expect(['abandoned', 'busy', 'mine'].map(name => existsSync(manifestOf(dir, name)))).toEqual([false, true, true])
    expect([await resultOf(dir, 'busy'), await resultOf(dir, 'mine')]).toEqual(['busy', 'mine'])
    expect(packCount(dir)).toBe(2)
  })

  it('removes the projects that were used longest ago when all are too big together, but not the one that is built', async () => {
    const dir = temporaryDir()
    for (const [index, name] of ['old', 'older', 'oldest'].entries()) {
      await runOnce(dir, name, name.padEnd(400, '.'), { maxSize: 1000 })
      ageManifest(dir, name, (index + 1) * HOUR_MS)
    }
    await runOnce(dir, 'mine', 'mine'.padEnd(400, '.'), { maxSize: 1000 })
    expect(['mine', 'old', 'older', 'oldest'].map(name => existsSync(manifestOf(dir, name)))).toEqual([true, true, false, false])
    expect(await resultOf(dir, 'old')).toBe('old'.padEnd(400, '.'))
  })

  it('leaves a project that wants to be kept for longer or to be larger', async () => {
    const dir = temporaryDir()
    await runOnce(dir, 'patient', 'patient'.padEnd(400, '.'), { maxAge: 30 * DAY_MS })
    ageManifest(dir, 'patient', 8 * DAY_MS)
    await runOnce(dir, 'mine', 'mine'.padEnd(400, '.'), { maxSize: 500 })
    expect(existsSync(manifestOf(dir, 'patient'))).toBe(true)
    ageManifest(dir, 'patient', 30 * DAY_MS)
    await runOnce(dir, 'new', 'new')
    expect(existsSync(manifestOf(dir, 'patient'))).toBe(false)
  })

  it('removes packs that no manifest names, once they are old enough to belong to nobody', async () => {
    const dir = temporaryDir()
    await runOnce(dir, 'lost', 'lost')
    rmSync(manifestOf(dir, 'lost'))
    await runOnce(dir, 'first', 'first')
    expect(packCount(dir)).toBe(2)
    agePacks(dir, 2 * HOUR_MS)
    await runOnce(dir, 'second', 'second')
    expect(packCount(dir)).toBe(2)
    expect([await resultOf(dir, 'first'), await resultOf(dir, 'second')]).toEqual(['first', 'second'])
  })

  it('leaves what a project has in common with one that is removed', async () => {
    const dir = temporaryDir()
    await runOnce(dir, 'abandoned', 'common')
    await runOnce(dir, 'busy', 'common')
    ageManifest(dir, 'abandoned', 8 * DAY_MS)
    agePacks(dir, 8 * DAY_MS)
    await runOnce(dir, 'mine', 'mine')
    expect(await resultOf(dir, 'busy')).toBe('common')
  })

  it('does not look through the folder in each run', async () => {
    const dir = temporaryDir()
    await runOnce(dir, 'mine', 'first')
    await runOnce(dir, 'abandoned', 'abandoned')
    ageManifest(dir, 'abandoned', 8 * DAY_MS)
    await runOnce(dir, 'mine', 'second')
    expect(existsSync(manifestOf(dir, 'abandoned'))).toBe(true)
  })

  it('does not fail a commit for the garbage of others', async () => {
    const dir = temporaryDir({ 'manifest-v1/broken.json': '{', 'manifest-v1/folder.json/x': '', 'index-v5/00/00/broken': '\ngarbage' })
    await runOnce(dir, 'mine', 'mine')
    expect(await resultOf(dir, 'mine')).toBe('mine')
  })
})
