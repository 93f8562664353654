/**
 * Whole builds of generated apps: plain (nothing of a cache in them), cold
 * (with an empty cache) and warm (with a full one). Where a bundler or a loader
 * has a cache of its own, the same with that one, and after a move of the app.
 *
 *   node bench/index.mjs --apps vue,webpack --components 400 --rounds 5 --sourcemap --json
 *   node bench/index.mjs --library                    the general cache alone
 *
 * The apps are vue, react, svelte and typescript (with Vite), webpack, rspack, esbuild and
 * vitest; without flags all of them, each as large and as often as it takes.
 *
 * Fails when an output differs or the cache does not hit; a missed target is
 * only printed, as the times depend on the machine.
 */
import os from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { formatMs } from './lib/format.mjs'
import { printSummary, summarize } from './report.mjs'
import { measureHits, printHits } from './hits.mjs'
import { measureLibrary, printLibrary } from './library.mjs'
import { measureSubject } from './rounds.mjs'
import { SUBJECTS } from './subjects/index.mjs'

/** Of what is not an app. */
const ROUNDS = 5

function readOptions() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: Object.keys(SUBJECTS).join(',') },
      components: { type: 'string' },
      rounds: { type: 'string' },
      sourcemap: { type: 'boolean', default: false },
      library: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const subjects = values.apps.split(',').map((name) => {
    if (!Object.hasOwn(SUBJECTS, name)) throw new Error(`unknown app "${name}", there are ${Object.keys(SUBJECTS).join(', ')}`)
    return SUBJECTS[name]
  })
  return { ...values, subjects, components: readCount('components', values), rounds: readCount('rounds', values) }
}

/** A number that is left to each app where it is not given. */
function readCount(name, { [name]: text }) {
  if (text === undefined) return undefined
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name} must be a positive number`)
  return count
}

/** To stderr, so that the output of `--json` stays JSON. */
function printRound(name, round, index, count) {
  const times = Object.entries(round).map(([variant, { ms }]) => `${variant} ${formatMs(ms)}`)
  console.error(`${name} ${index + 1}/${count}: ${times.join(', ')}`)
}

/** When one of them fails, the others are worth measuring nevertheless. */
async function attempt(name, body) {
  try {
    return await body()
  }
  catch (error) {
    console.error(`${name}: ${error.message}`)
    process.exitCode = 1
    return undefined
  }
}

async function main() {
  const { subjects, components, rounds, sourcemap, library, json } = readOptions()
  const machine = { node: process.version, platform: process.platform, cpu: os.cpus()[0]?.model, cores: os.availableParallelism() }
  if (library) {
    const measured = await measureLibrary(rounds ?? ROUNDS)
    return json ? console.log(JSON.stringify({ machine, ...measured }, null, 2)) : printLibrary(measured)
  }
  const summaries = []
  for (const subject of subjects) {
    const onRound = (round, index, count) => printRound(subject.name, round, index, count)
    await attempt(subject.name, async () => summaries.push(summarize(await measureSubject({ subject, components, rounds, sourcemap, onRound }))))
  }
  const hits = await attempt('hits', () => measureHits(rounds ?? ROUNDS))
  if (json) {
    console.log(JSON.stringify({ machine, sourcemap, apps: summaries, hits }, null, 2))
    return
  }
  console.log(`\nNode ${machine.node}, ${machine.cores} × ${machine.cpu}`)
  summaries.forEach(printSummary)
  if (hits) printHits(hits)
}

try {
  await main()
}
catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
