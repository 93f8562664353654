import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../util/log'
import { isRecord } from '../../util/stable'
import { CacheExportError } from '../errors'
import { type Serializer, serializerWith } from './codec'

/** Names a function or class: the module that exports it, and the name there. */
export interface ExportReference {
  module: string
  export: string
}

/** Turns exported functions and classes into references and back: for registries, and its `serializer` for caches. */
export interface ExportCodec<T> {
  /** For the option `serializer`: values may hold these functions and classes. */
  serializer: Serializer
  /** @throws CacheExportError when none of the modules exports it */
  serialize: (item: T) => ExportReference
  /** Imports the module. @throws CacheExportError when that fails, or when the export is gone */
  deserialize: (reference: ExportReference) => Promise<T>
}

const codecs = new WeakSet()

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
  const imported = new Map<string, Record<string, unknown>>()
  for (const module of modules) {
    imported.set(module, await importModule(module, from))
    for (const [name, value] of Object.entries(imported.get(module)!))
      references.set(value, { module, export: name })
  }
  const codec: ExportCodec<T> = {
    serializer: serializerWith('Export', value => typeof value === 'function' && references.get(value), (reference) => {
      const { module, name } = check(reference, modules)
      return exportOf(imported.get(module)!, { module, name })
    }),
    serialize(item) {
      const reference = references.get(item)
      if (!reference)
        throw new CacheExportError(modules.join(', '), item.name, `unplugin-cache: ${item.name || 'an anonymous function'} is not exported by ${modules.join(' or ')}. Export it, or name its module.`)
      return reference
    },
    async deserialize(reference) {
      const { module, name } = check(reference, modules)
      return exportOf(await importModule(module, from), { module, name }) as T
    },
  }
  codecs.add(codec)
  return codec
}

/** True for what `exportsOf` gave. */
export function isExportCodec(value: object): boolean {
  return codecs.has(value)
}

function exportOf(exports: Record<string, unknown>, { module, name }: { module: string, name: string }): unknown {
  const found = exports[name]
  if (typeof found !== 'function')
    throw new CacheExportError(module, name, `unplugin-cache: ${module} does not export a function or class ${name} any more.`)
  return found
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
