import { createRequire } from 'node:module'
import { isRecord } from '../../util/stable'
import { debug, messageOf } from '../../util/log'

interface Tree { type: string, version: string, root: { toJSON: () => unknown } }
interface PackedTree { type: string, version: string, tree: unknown }
interface Postcss { fromJSON: (tree: unknown) => unknown }

/** What a loader hands over besides code, as data: `postcss-loader` gives its syntax tree to the loader after it. */
export function packTree(meta: unknown): unknown {
  return isRecord(meta) && isTree(meta.ast) ? { ...meta, ast: { type: meta.ast.type, version: meta.ast.version, tree: meta.ast.root.toJSON() } satisfies PackedTree } : meta
}

/** The inverse, with the PostCSS of the loader in this file. */
export function unpackTree(meta: unknown, loaderPath: string): unknown {
  if (!isRecord(meta) || !isPackedTree(meta.ast))
    return meta
  const { type, version, tree } = meta.ast
  try {
    const postcss = createRequire(loaderPath)('postcss') as Postcss
    return { ...meta, ast: { type, version, root: postcss.fromJSON(tree) } }
  }
  catch (error) {
    // The next loader parses the code again.
    debug.step('cannot restore a syntax tree: %s', messageOf(error))
    return undefined
  }
}

function isTree(ast: unknown): ast is Tree {
  return isRecord(ast) && ast.type === 'postcss' && typeof (ast.root as { toJSON?: unknown } | undefined)?.toJSON === 'function'
}

function isPackedTree(ast: unknown): ast is PackedTree {
  return isRecord(ast) && ast.type === 'postcss' && 'tree' in ast
}
