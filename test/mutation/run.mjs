/**
 * Changes the playground apps at random and compares, after each change, a build with the cache to one without:
 *
 *   npm run test:mutation -- --seed 7 --count 200 --apps vue-sass,svelte
 *
 * Ends with a non-zero exit code at the first difference, and names seed and step.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { APPS } from './apps.mjs'
import { CHANGES } from './changes.mjs'
import { Project } from './project.mjs'
import { Random } from './random.mjs'

/** How often, in steps, an older state comes back. */
const RETURN_RATE = 0.15
const KEPT_STATES = 8

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '50' },
    apps: { type: 'string', default: Object.keys(APPS).join(',') },
  },
})
const seed = Number(values.seed)
const apps = values.apps.split(',')
const totals = { passed: 0, failed: 0, hits: 0, misses: 0, returns: 0, brokenBuilds: 0 }

for (const [index, name] of apps.entries()) {
  const share = Math.floor(Number(values.count) / apps.length) + (index < Number(values.count) % apps.length ? 1 : 0)
  await mutate(name, share, new Random(seed * 1000 + index))
}
console.log(`seed ${seed}: ${totals.hits} hits, ${totals.misses} misses, ${totals.returns} returns to an older state, ${totals.brokenBuilds} states that do not build`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 ? 1 : 0

async function mutate(name, count, random) {
  const project = new Project(name)
  try {
    if (!await check(project, `${name} untouched`, { mayFail: false }))
      return
    const states = [project.snapshot()]
    for (let step = 1; step <= count; step++) {
      const isReturn = random.next() < RETURN_RATE
      const what = isReturn ? goBack(project, states, random) : change(project, random)
      if (!await check(project, `${name} ${step}/${count} ${what}`))
        return
      states.push(project.snapshot())
      states.splice(0, states.length - KEPT_STATES)
    }
  }
  finally {
    project.dispose()
  }
}

function goBack(project, states, random) {
  totals.returns++
  const index = random.below(states.length)
  project.restore(states[index])
  return `back to the state ${states.length - index} steps ago`
}

/** One change; a kind that does not apply to the app is left for another one. */
function change(project, random) {
  for (;;) {
    const kind = random.pick(Object.keys(CHANGES))
    const what = CHANGES[kind](project, random)
    if (what !== undefined)
      return `${kind}: ${what}`
  }
}

/** Compares two builds of the state that the project is in, and counts. An app as it is must build. */
async function check(project, what, { mayFail } = { mayFail: true }) {
  const { plain, warm, report } = await project.build()
  const builds = plain.code === 0
  const difference = findDifference(plain, warm) ?? (builds || mayFail ? undefined : `it does not build:\n${plain.printed}`)
  const { hits, misses } = report?.totals ?? { hits: 0, misses: 0 }
  totals[difference ? 'failed' : 'passed']++
  if (builds) {
    totals.hits += hits
    totals.misses += misses
  }
  else {
    totals.brokenBuilds++
  }
  console.log(`${difference ? 'DIFFERENT' : builds ? 'same' : 'same failure'}  ${what}  (${hits} hits, ${misses} misses${reasonsOf(report)})`)
  if (difference)
    console.log(difference)
  return !difference
}

/** The most frequent reasons for misses: unrelated changes should not cost hits. */
function reasonsOf(report) {
  const counts = {}
  for (const { missReasons } of report?.plugins.flatMap(({ hooks }) => hooks) ?? []) {
    for (const [reason, count] of Object.entries(missReasons))
      counts[reason] = (counts[reason] ?? 0) + count
  }
  const top = Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 3)
  return top.map(([reason, count]) => `; ${count} × ${reason}`).join('')
}

function findDifference(plain, warm) {
  if (plain.code !== warm.code)
    return `exit codes ${plain.code} and ${warm.code}:\n${plain.printed}\n---\n${warm.printed}`
  // A failed build may have written some files, and stops at whichever error comes first.
  if (plain.code !== 0)
    return undefined
  const names = new Set([...Object.keys(plain.files), ...Object.keys(warm.files)])
  const name = [...names].find(file => plain.files[file] !== warm.files[file])
  if (name !== undefined)
    return explain(name, plain.files[name], warm.files[name])
  return plain.printed === warm.printed ? undefined : `printed without the cache:\n${plain.printed}\n--- with it:\n${warm.printed}`
}

function explain(name, plain, warm) {
  if (plain === undefined || warm === undefined)
    return `${name} is there only ${plain === undefined ? 'with' : 'without'} the cache`
  const [a, b] = [plain, warm].map(content => Buffer.from(content, 'base64').toString())
  const at = [...a].findIndex((character, index) => character !== b[index])
  return `${name} differs at ${at}:\n  without: ${a.slice(Math.max(0, at - 60), at + 100)}\n  with:    ${b.slice(Math.max(0, at - 60), at + 100)}`
}
