/**
 * Builds real apps with the cache switched off, with an empty cache and with
 * a full one; compares every byte of the three outputs and prints the times.
 *
 *   node playground/demo.mjs                 two apps, then two larger generated ones
 *   node playground/demo.mjs --app svelte    one of them
 *   node playground/demo.mjs --all           all of them
 *   node playground/demo.mjs --json          the data instead of tables
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { APP_NAMES, DEFAULT_APPS, prepareApp } from './demo/apps.mjs'
import { compareBuilds } from './demo/compare.mjs'
import { printComparison, printFooter } from './demo/print.mjs'

function readOptions() {
  const { values } = parseArgs({
    options: {
      app: { type: 'string', multiple: true, default: [] },
      all: { type: 'boolean', default: false },
      components: { type: 'string', default: '120' },
      json: { type: 'boolean', default: false },
    },
  })
  const chosen = values.app.length > 0 ? values.app : DEFAULT_APPS
  return { names: values.all ? APP_NAMES : chosen, components: Number(values.components), json: values.json }
}

async function main() {
  const { names, components, json } = readOptions()
  const comparisons = []
  for (const name of names) {
    const comparison = await compareBuilds(await prepareApp(name, components))
    comparisons.push(comparison)
    if (!json) printComparison(comparison)
  }
  if (json) console.log(JSON.stringify(comparisons, null, 2))
  else printFooter()
  if (comparisons.some(comparison => comparison.problems.length > 0)) process.exitCode = 1
}

try {
  await main()
}
catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
