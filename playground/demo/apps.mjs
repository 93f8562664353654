import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateApp, KINDS } from '../../bench/generate.mjs'
import { findTool } from '../../bench/lib/build.mjs'

const PLAYGROUNDS = ['vue-sass', 'react-compiler', 'svelte', 'react-vite7', 'rollup-library']

const GENERATED = KINDS.map(kind => `generated-${kind}`)

export const APP_NAMES = [...PLAYGROUNDS, ...GENERATED]

/** Two apps of a size to read, and two large enough to feel the time. */
export const DEFAULT_APPS = ['vue-sass', 'react-compiler', 'generated-vue', 'generated-react']

/**
 * @typedef {object} App
 * @property {string} name
 * @property {string} title
 * @property {string} dir
 * @property {string} bin    script of the command line of the bundler
 * @property {(outDir: string) => { args: string[], env: Record<string, string> }} buildInto
 */

/**
 * @param {string} name        one of APP_NAMES
 * @param {number} components  how many a generated app gets
 * @returns {Promise<App>}
 */
export async function prepareApp(name, components) {
  if (!APP_NAMES.includes(name)) throw new Error(`unknown app "${name}", there are ${APP_NAMES.join(', ')}`)
  const generated = GENERATED.includes(name)
  const dir = generated
    ? await generateApp({ kind: name.replace('generated-', ''), components })
    : fileURLToPath(new URL(`../${name}`, import.meta.url))
  const tool = name === 'rollup-library' ? 'rollup' : 'vite'
  const { bin, version } = findTool(dir, tool)
  const place = generated ? `${components} generated components` : `playground/${path.basename(dir)}`
  return {
    name,
    title: `${place}, ${tool} ${version}`,
    dir,
    bin,
    buildInto: tool === 'rollup' ? rollupBuild : viteBuild,
  }
}

/** Sourcemaps are part of the comparison, so every app writes them. */
function viteBuild(outDir) {
  return { args: ['build', '--outDir', outDir, '--emptyOutDir', '--sourcemap'], env: {} }
}

function rollupBuild(outDir) {
  return { args: ['-c'], env: { OUT_DIR: outDir } }
}
