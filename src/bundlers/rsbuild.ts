import type { Compiler } from './webpack'

interface RsbuildApi {
  modifyRspackConfig: (modify: (config: { plugins: unknown[] }) => void) => void
}

/** Adds the plugin to the Rspack configuration of each environment. */
export function setupHook(apply: (compiler: Compiler) => void): (api: RsbuildApi) => void {
  return ({ modifyRspackConfig }) => modifyRspackConfig(({ plugins }) => {
    plugins.push({ name: 'unplugin-cache', apply })
  })
}
