import { isPlain, stableStringify } from '../../util/stable'
import type { Call } from '../types'
import type { ContextKind } from './kind'
import { loaderContext } from './loader'

/** What a minimizer is given. */
export interface AssetInput {
  code: string | Buffer
  /** Source map of the code, as JSON. */
  map: string | undefined
  /** What else it can look at, as data. */
  about: Record<string, unknown>
  /** Has the minimizer run, and gives what it stores. */
  run: () => Promise<unknown>
}

/** The context of loaders and minimizers in webpack and Rspack. To the latter the bundler is told by their input. */
export const compilerContext: ContextKind = {
  ...loaderContext,
  describe: (hook, args, rule) => (hook === 'renderChunk' ? describeAsset(args as [string, AssetInput]) : loaderContext.describe(hook, args, rule)),
}

function describeAsset(args: [name: string, input: AssetInput]): Call | string {
  const [id, { code, map, about }] = args
  if (!isPlain(about))
    return 'given more about an asset than data'
  // Bytes, one character each.
  const [text, kind] = typeof code === 'string' ? [code, []] : [code.toString('latin1'), ['raw']]
  return { hook: 'renderChunk', id, code: text, extras: [...kind, `map=${map}`, stableStringify(about)], args }
}
