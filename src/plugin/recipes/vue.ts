import { fileOf } from '../call'
import type { Call, Recipe } from '../types'
import { tsconfigInputs } from './files'

const BLOCK_RE = /[?&]vue\b/
const FOREIGN_BLOCK_RE = /<(?:script|template|style)\b[^>]*\ssrc\s*=/
const TYPESCRIPT_RE = /<script\b[^>]*\slang\s*=\s*["']?tsx?\b/
const SCRIPT_BLOCK_RE = /[?&]type=script\b/
const FOREIGN_BLOCK_ID_RE = /[?&]src\b/

/**
 * `@vitejs/plugin-vue`. The transform of a component leaves a descriptor that the requests for its blocks read.
 * Blocks that live in other files leave theirs under the name of that other file; such components run for real.
 */
export const vue: Recipe = {
  plugins: /^vite:vue$/,
  rule: ({ root }) => ({
    hooks: ['transform', 'load'],
    ids: { transform: /\.(?:vue|md)(?:$|\?)|[?&]vue\b/, load: BLOCK_RE },
    state: 'file',
    memories: ['cache', 'hmrCache', 'prevCache', 'typeDepToSFCMap'],
    portable: true,
    packages: ['@vitejs/plugin-vue', 'vue', 'vite'],
    config: ['root', 'base', 'server.origin', 'server.hmr', 'oxc', 'esbuild', 'css.devSourcemap', 'build.sourcemap'],
    parent: id => (BLOCK_RE.test(id) ? fileOf(id) : undefined),
    derived: isDerived,
    bypass: hasForeignBlock,
    inputs: ({ id, code }, _watched, files) => (TYPESCRIPT_RE.test(code ?? '') ? tsconfigInputs(fileOf(id), root, files) : []),
  }),
}

/** `@vitejs/plugin-vue-jsx`: Babel, without state. */
export const vueJsx: Recipe = {
  plugins: /^vite:vue-jsx$/,
  rule: ({ root }) => ({
    hooks: ['transform'],
    ids: { transform: /\.[cm]?[jt]sx(?:$|\?)/ },
    portable: true,
    packages: ['@vitejs/plugin-vue-jsx'],
    config: ['root', 'build.sourcemap'],
    inputs: ({ id }, _watched, files) => tsconfigInputs(fileOf(id), root, files),
  }),
}

/** Blocks are loaded from the descriptor; of a script, that is all. */
function isDerived({ hook, id }: Call): boolean {
  return BLOCK_RE.test(id) && (hook === 'load' || SCRIPT_BLOCK_RE.test(id))
}

function hasForeignBlock({ id, code }: Call): string | undefined {
  const foreign = FOREIGN_BLOCK_ID_RE.test(id) || (!BLOCK_RE.test(id) && FOREIGN_BLOCK_RE.test(code ?? ''))
  return foreign ? 'a block lives in another file' : undefined
}
