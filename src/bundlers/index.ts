import process from 'node:process'
import { type UnpluginFactory, type UnpluginInstance, createUnplugin } from 'unplugin'
import { installTracer } from '../inputs/tracer'
import { type Options, checkOptions, modeOf } from '../plugin/options'
import { rollupHooks } from './rollup'
import { createLog } from '../util/log'
import { viteHooks } from './vite'

const NAME = 'unplugin-cache'

// As early as can be: what a plugin takes out of `node:fs` before is not seen.
if (process.env.UNPLUGIN_CACHE !== 'off' && process.env.UNPLUGIN_CACHE !== '0' && process.env.UNPLUGIN_CACHE !== 'false')
  installTracer()

const factory: UnpluginFactory<Options | undefined> = (options = {}, { framework }) => {
  checkOptions(options)
  if (modeOf(options, process.env) === 'off')
    return { name: NAME }
  switch (framework) {
    case 'vite': return { name: NAME, vite: viteHooks(options) }
    case 'rollup': return { name: NAME, rollup: rollupHooks('rollup', options) }
    case 'rolldown': return { name: NAME, rolldown: rollupHooks('rolldown', options) }
    default:
      createLog().warn(`${framework} is not supported yet, nothing is cached`)
      return { name: NAME }
  }
}

export const unplugin: UnpluginInstance<Options | undefined> = createUnplugin(factory)
