/**
 * One Rollup build of many small modules that a plugin grows to 10 KB each: `node --expose-gc hits-child.mjs <variant>`
 * with `plain`, `cold` or `warm`. Prints the memory that the process holds at its end.
 */
import process from 'node:process'
import { rollup } from 'rollup'

const MODULES = 2000
const CODE_LENGTH = 10_240
const [variant] = process.argv.slice(2)
/** Several times what a hit takes on a busy machine, or the steps would be left alone. Of a plain build only the memory counts. */
const STEP_MS = variant === 'plain' ? 0 : 1

/** Different for each module, the same in each run. */
function growth(id) {
  const line = `// ${id} ${'x'.repeat(80)}\n`
  return line.repeat(Math.ceil(CODE_LENGTH / line.length)).slice(0, CODE_LENGTH)
}

function spin(ms) {
  for (const end = performance.now() + ms; performance.now() < end;);
}

const grow = {
  name: 'grow',
  resolveId: source => source,
  load: id => id === 'main'
    ? Array.from({ length: MODULES }, (_, index) => `import 'module-${index}'`).join('\n')
    : `globalThis.seen = ${JSON.stringify(id)}`,
  transform(code, id) {
    spin(STEP_MS)
    return id === 'main' ? null : { code: `${code}\n${growth(id)}`, map: null }
  },
}
const cache = variant === 'plain' ? [] : [(await import('unplugin-cache/rollup')).default({ plugins: { grow: { hooks: ['transform'] } } })]
const bundle = await rollup({ input: 'main', plugins: [grow, ...cache], treeshake: false })
await bundle.close()
globalThis.gc()
console.log(JSON.stringify({ bytes: process.memoryUsage().rss, modules: bundle.watchFiles.length }))
