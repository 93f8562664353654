import { createRequire } from 'node:module'
import { type PassArguments, runPass } from './pass'
import type { Minimizer, MinimizerClass, MinimizerRegistry } from './registry'

type Optimize = (this: Minimizer, ...args: PassArguments) => unknown
type LoadedClass = Record<string, unknown> & { prototype?: Minimizer & { optimize?: Optimize } }

/** Where the class of a minimizer is; it is a CommonJS module, whoever imports it. */
const CLASS_RE = /^(.*[/\\]node_modules[/\\]((?:terser|css-minimizer|minimizer)-webpack-plugin))[/\\]dist[/\\]index\.js$/
const require = createRequire(import.meta.url)
const attached = new WeakSet<object>()
/** By root compiler; compilers within share what it knows. */
const registries = new WeakMap<object, MinimizerRegistry>()

/**
 * Has the minimizers of a compiler run as steps. Who applies them cannot be told: webpack itself does, other plugins
 * do, and compilers within inherit them. So it is their classes that get another method.
 */
export function attachMinimizers(compiler: object, registry: MinimizerRegistry): void {
  registries.set(compiler, registry)
  for (const [path, module] of Object.entries(require.cache)) {
    const [, dir, name] = CLASS_RE.exec(path) ?? []
    if (dir !== undefined && name !== undefined && module)
      interpose(module.exports as LoadedClass, { dir, name, functions: module.exports as LoadedClass })
  }
}

function interpose({ prototype }: LoadedClass, Class: MinimizerClass): void {
  const optimize = prototype?.optimize
  if (!prototype || typeof optimize !== 'function' || attached.has(prototype))
    return
  attached.add(prototype)
  prototype.optimize = function (...args) {
    // Another class that extends this one may do anything with its assets.
    const isKnown = Object.getPrototypeOf(this) === prototype
    const plugin = isKnown ? registries.get(args[1].compiler.root)?.memoized(this, Class) : undefined
    return plugin ? runPass(plugin, optimize.bind(this), args) : optimize.apply(this, args)
  }
}
