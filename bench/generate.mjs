/**
 * Writes an app of many different components, the same one every time.
 *
 *   node bench/generate.mjs vue --components 400 --dir some/folder
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { reactApp } from './generators/react.mjs'
import { svelteApp } from './generators/svelte.mjs'
import { typescriptApp } from './generators/typescript.mjs'
import { vueApp } from './generators/vue.mjs'

const generators = { vue: vueApp, react: reactApp, svelte: svelteApp, typescript: typescriptApp }

export const KINDS = Object.keys(generators)

/**
 * Inside of the repository, so that the imports of the app find its packages.
 * Ignored by git.
 */
export const APPS_DIR = fileURLToPath(new URL('.apps', import.meta.url))

/**
 * @param {object} options
 * @param {string} options.kind        one of KINDS
 * @param {number} [options.components]
 * @param {string} [options.dir]       emptied before
 * @param {Record<string, string>} [options.more]  files on top of the app's own, text by path
 * @returns {Promise<string>} the folder of the app
 */
export async function generateApp({ kind, components = 400, dir = path.join(APPS_DIR, `${kind}-${components}`), more = {} }) {
  const generate = generators[kind]
  if (!generate) throw new Error(`unknown kind of app "${kind}", there are ${KINDS.join(', ')}`)
  if (!Number.isInteger(components) || components < 1) throw new Error('--components must be a positive number')
  await rm(dir, { recursive: true, force: true })
  for (const [file, text] of Object.entries({ ...generate(components), ...more })) {
    const target = path.join(dir, file)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text)
  }
  return dir
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { components: { type: 'string', default: '400' }, dir: { type: 'string' } },
  })
  const [kind = 'vue'] = positionals
  console.log(await generateApp({ kind, components: Number(values.components), dir: values.dir }))
}
