import process from 'node:process'
import { installTracer } from '../inputs/tracer'
import { type Options, checkOptions, modeOf } from '../plugin/options'
import { createLog } from '../util/log'
import { esbuildHooks } from './esbuild'
import { rollupHooks } from './rollup'
import { setupHook } from './rsbuild'
import { viteHooks } from './vite'
import { type Compiler, applyToCompiler } from './webpack'

// As early as can be: what a plugin takes out of `node:fs` before is not seen.
if (process.env.UNPLUGIN_CACHE !== 'off' && process.env.UNPLUGIN_CACHE !== '0' && process.env.UNPLUGIN_CACHE !== 'false')
  installTracer()

const NAME = 'unplugin-cache'
/** Why, where that is known. Bun counts also as what a bundler runs on. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  bun: ' (what plugins read with Bun cannot be seen)',
  farm: ' (Farm keeps modules itself: `compilation.persistentCache`)',
}
/** A plugin that does nothing, where it has to have a function. */
const IDLE: Readonly<Record<string, Record<string, unknown>>> = { webpack: { apply() {} }, rspack: { apply() {} }, rsbuild: { setup() {} } }

/** The plugin for a bundler, by the name that unplugin has for it. */
export function createPlugin(framework: string, options: Options = {}): { name: string } & Record<string, unknown> {
  checkOptions(options)
  const hooks = modeOf(options, process.env) === 'off' ? IDLE[framework] ?? {} : hooksFor(process.versions.bun === undefined ? framework : 'bun', options)
  return { name: NAME, ...hooks }
}

/** Where the plugin is created is known now, not when it is applied. */
function compilerHook(framework: 'webpack' | 'rspack' | 'rsbuild', options: Options): (compiler: Compiler) => void {
  const { stack = '' } = new Error('created here')
  return compiler => applyToCompiler(framework, options, compiler, stack)
}

function hooksFor(framework: string, options: Options): Record<string, unknown> {
  switch (framework) {
    case 'vite': return viteHooks(options)
    case 'rollup':
    case 'rolldown': return rollupHooks(framework, options)
    case 'esbuild': return esbuildHooks(NAME, options)
    case 'webpack':
    case 'rspack': return { apply: compilerHook(framework, options) }
    case 'rsbuild': return { setup: setupHook(compilerHook(framework, options)) }
  }
  createLog().warn(`${framework} is not supported${UNSUPPORTED[framework] ?? ' yet'}, nothing is cached`)
  return {}
}
