import process from 'node:process'
import { clearCache } from '../cache/clear'
import { type LocationOptions, locate } from './location'

export async function clear(options: LocationOptions & { json?: boolean }): Promise<number> {
  const dir = locate(options)
  const removed = await clearCache(dir)
  const sentence = removed.length > 0 ? `Emptied ${dir}` : `Nothing to clear in ${dir}`
  process.stdout.write(options.json ? `${JSON.stringify({ cacheDir: dir, removed })}\n` : `${sentence}\n`)
  return 0
}
