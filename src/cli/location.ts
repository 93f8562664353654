import process from 'node:process'
import { resolveCacheDir } from '../plugin/options'

export interface LocationOptions {
  cacheDir?: string
}

/** The cache folder that a build in this folder would use. */
export function locate({ cacheDir }: LocationOptions): string {
  return resolveCacheDir(cacheDir ?? process.env.UNPLUGIN_CACHE_DIR, process.cwd(), process.env)
}
