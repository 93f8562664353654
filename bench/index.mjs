/**
 * Whole builds of generated apps: plain (nothing of the cache in them), cold
 * (with an empty cache) and warm (with a full one).
 *
 *   node bench/index.mjs --apps vue,react --components 400 --rounds 5 --json
 *   node bench/index.mjs --library                    the general cache alone
 *
 * Fails when an output differs or the cache does not hit; a missed target is
 * only printed, as the times depend on the machine.
 */
import os from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { KINDS } from './generate.mjs'
import { formatMs } from './lib/format.mjs'
import { printSummary, summarize } from './report.mjs'
import { measureHits, printHits } from './hits.mjs'
import { measureLibrary, printLibrary } from './library.mjs'
import { measureApp } from './rounds.mjs'

function readOptions() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: KINDS.join(',') },
      components: { type: 'string', default: '400' },
      rounds: { type: 'string', default: '5' },
      sourcemap: { type: 'boolean', default: false },
      library: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a positive number')
  return { ...values, apps: values.apps.split(','), components: Number(values.components), rounds }
}

/** To stderr, so that the output of `--json` stays JSON. */
function printRound(kind, { plain, cold, warm }, index, count) {
  const times = `plain ${formatMs(plain.ms)}, cold ${formatMs(cold.ms)}, warm ${formatMs(warm.ms)}`
  console.error(`${kind} ${index + 1}/${count}: ${times}`)
}

async function main() {
  const { apps, components, rounds, sourcemap, library, json } = readOptions()
  const machine = { node: process.version, platform: process.platform, cpu: os.cpus()[0]?.model, cores: os.availableParallelism() }
  if (library) {
    const measured = await measureLibrary(rounds)
    return json ? console.log(JSON.stringify({ machine, ...measured }, null, 2)) : printLibrary(measured)
  }
  const summaries = []
  for (const kind of apps) {
    const onRound = (round, index) => printRound(kind, round, index, rounds)
    try {
      summaries.push(summarize(await measureApp({ kind, components, rounds, sourcemap, onRound })))
    }
    catch (error) {
      // the others are worth measuring nevertheless
      console.error(`${kind}: ${error.message}`)
      process.exitCode = 1
    }
  }
  const hits = await measureHits(rounds)
  if (json) {
    console.log(JSON.stringify({ machine, sourcemap, apps: summaries, hits }, null, 2))
    return
  }
  console.log(`\nNode ${machine.node}, ${machine.cores} × ${machine.cpu}, medians of ${rounds} rounds`)
  summaries.forEach(printSummary)
  printHits(hits)
}

try {
  await main()
}
catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
