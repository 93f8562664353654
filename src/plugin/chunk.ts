import { isObject } from '../util/stable'
import type { Rule } from './types'

/**
 * What `renderChunk` is told of a chunk, as far as it enters the key. Its modules do not: to have them costs a bundler
 * that is not written in JavaScript more than most plugins take.
 */
export const CHUNK_MEMBERS: readonly string[] = ['type', 'name', 'fileName', 'isEntry', 'isDynamicEntry', 'facadeModuleId', 'exports', 'imports', 'dynamicImports', 'moduleIds']
const INNOCENT = new Set<string | symbol>([...CHUNK_MEMBERS, 'then', 'toJSON', 'constructor'])

/** The arguments of `renderChunk`, noting when the plugin looks at what is not in the key. */
export function watchChunk([code, chunk, options, ...others]: unknown[], rule: Rule, note: (what: string) => void): unknown[] {
  // A recipe knows what its plugin looks at.
  const watched = rule.chunk ? chunk : watchMembers(chunk as object, INNOCENT, name => note(`reads ${name} of its chunk`))
  return [code, watched, options, ...others.map(other => (isObject(other) ? watchMembers(other, new Set(), name => note(`reads the ${name} of the output`)) : other))]
}

function watchMembers(target: object, innocent: ReadonlySet<string | symbol>, note: (name: string) => void): object {
  return new Proxy(target, {
    get(object, name) {
      if (!innocent.has(name))
        note(String(name))
      // Members may be accessors that want the object itself.
      return Reflect.get(object, name, object) as unknown
    },
    set(object, name, value) {
      note(String(name))
      return Reflect.set(object, name, value, object)
    },
  })
}
