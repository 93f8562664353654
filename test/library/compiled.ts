import { join } from 'node:path'
import { build } from 'esbuild'
import { REPOSITORY } from '../support/processes'
import { temporaryDir } from '../support/temp'

/** Classes with decorators, which Node does not know yet. */
export async function compiled(): Promise<typeof import('./decorated')> {
  const outfile = join(temporaryDir(), 'decorated.mjs')
  await build({ entryPoints: [join(REPOSITORY, 'test/library/decorated.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', banner: { js: 'import { createRequire as _c } from "node:module"; const require = _c(import.meta.url)' }, logLevel: 'error' })
  return await import(outfile) as typeof import('./decorated')
}
