import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../util/log'
import { isRecord } from '../../util/stable'
import { CacheExportError } from '../errors'

/** Names a function or class: the module that exports it, and the name there. */
export interface ExportReference {
  module: string
  export: string
}

/** Turns exported functions and classes into references and back. */
export interface ExportCodec<T> {
  /** @throws CacheExportError when none of the modules exports it */
  serialize: (item: T) => ExportReference
  /** Imports the module. @throws CacheExportError when that fails, or when the export is gone */
  deserialize: (reference: ExportReference) => Promise<T>
}

/**
 * For functions and classes that these modules export. Only they are imported, whatever a reference says.
 *
 * @param modules specifiers, as in an import of the file `from`
 * @param from `import.meta.url`
 * @throws CacheExportError when a module cannot be imported
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function, any class
export async function exportsOf<T extends (abstract new (...args: any[]) => unknown) | ((...args: any[]) => unknown)>(
  modules: readonly string[],
  from: string,
): Promise<ExportCodec<T>> {
  const references = new Map<unknown, ExportReference>()
  for (const module of modules) {
    for (const [name, value] of Object.entries(await importModule(module, from)))
      references.set(value, { module, export: name })
  }
  return {
    serialize(item) {
      const reference = references.get(item)
      if (!reference)
        throw new CacheExportError(modules.join(', '), item.name, `unplugin-cache: ${item.name || 'an anonymous function'} is not exported by ${modules.join(' or ')}. Export it, or name its module.`)
      return reference
    },
    async deserialize(reference) {
      const { module, name } = check(reference, modules)
      const found = (await importModule(module, from))[name]
      if (typeof found !== 'function')
        throw new CacheExportError(module, name, `unplugin-cache: ${module} does not export a function or class ${name} any more.`)
      return found as T
    },
  }
}

function check(reference: unknown, modules: readonly string[]): { module: string, name: string } {
  const { module, export: name } = (isRecord(reference) ? reference : {}) as Record<string, unknown>
  if (typeof module !== 'string' || typeof name !== 'string' || !modules.includes(module))
    throw new CacheExportError(String(module), String(name), `unplugin-cache: ${String(module)} is not one of the modules ${modules.join(', ')}.`)
  return { module, name }
}

async function importModule(module: string, from: string): Promise<Record<string, unknown>> {
  try {
    const specifier = /^\.{0,2}\//.test(module) ? new URL(module, from).href : pathToFileURL(createRequire(from).resolve(module)).href
    return await import(specifier) as Record<string, unknown>
  }
  catch (error) {
    throw new CacheExportError(module, '*', `unplugin-cache: the module ${module} cannot be imported from ${from} (${messageOf(error)}).`, error)
  }
}
