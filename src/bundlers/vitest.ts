import { readFileSync } from 'node:fs'
import { fileOf } from '../plugin/call'
import type { AnyPlugin, Call, HookContext } from '../plugin/types'
import { wrapHook } from '../plugin/wrap'
import { debug, messageOf } from '../util/log'

/** What a plugin tells vitest of a module: a text that its results depend on, or false when they must not be kept. */
type KeyGenerator = (context: { environment: unknown, id: string, sourceCode: string }) => string | false | null | undefined

interface VitestContext {
  experimental_defineCacheKeyGenerator?: (generate: KeyGenerator) => void
}

/** What plugins tell vitest of their results, for its cache of modules. */
export class KeyGenerators {
  readonly #generators = new Map<AnyPlugin, Set<KeyGenerator>>()

  /** Listens to what these plugins are going to say; may be called again with more. */
  listen(plugins: readonly AnyPlugin[]): void {
    for (const plugin of plugins) {
      if (!plugin.configureVitest || this.#generators.has(plugin))
        continue
      const generators = new Set<KeyGenerator>()
      this.#generators.set(plugin, generators)
      wrapHook(plugin, 'configureVitest', original => function (this: unknown, context: VitestContext): unknown {
        const define = context.experimental_defineCacheKeyGenerator
        return original.call(this, define ? { ...context, experimental_defineCacheKeyGenerator(generate: KeyGenerator) { generators.add(generate); define(generate) } } : context)
      })
    }
  }

  /** What the plugin says of a call: texts for the key, or false when it must not be kept. */
  ask(plugin: AnyPlugin, { id, code }: Call, { environment }: HookContext): string[] | false {
    const keys = [...this.#generators.get(plugin) ?? []].map(generate => generate({ environment, id, sourceCode: sourceOf(id) ?? code ?? '' }))
    return keys.includes(false) ? false : keys.map(key => `vitest=${String(key)}`)
  }
}

/** As it is in the file: what vitest shows to generators, whatever earlier plugins have made of it. */
function sourceOf(id: string): string | undefined {
  try {
    return readFileSync(fileOf(id), 'utf8')
  }
  catch (error) {
    debug.step('%s has no source (%s)', id, messageOf(error))
    return undefined
  }
}
