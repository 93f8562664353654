import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Checkout } from './checkout.mjs'
import { CACHES } from './lib/caches.mjs'
import { differences, sizeOf } from './lib/outputs.mjs'

/** @typedef {import('./subjects/index.mjs').Subject} Subject */
/** @typedef {import('./subjects/variants.mjs').Variant} Variant */
/** @typedef {import('./lib/build.mjs').BuildResult & { counts: Record<string, import('./lib/caches.mjs').Counts> }} Measured */
/** @typedef {Record<string, Measured>} Round by name of the variant */

/** A cold build has to do all the work, a warm one none of it. An inner cache has nothing to do where the outer one hits. */
function assertCounts({ name, state }, counts) {
  const all = Object.values(counts)
  const sum = key => all.reduce((total, each) => total + each[key], 0)
  const [hits, misses] = [sum('hits'), sum('misses')]
  const right = { cold: hits === 0 && misses > 0, warm: hits > 0 && misses === 0 }
  if (right[state] ?? true) return
  const details = state === 'warm' ? all.flatMap(each => each.details ?? []) : []
  throw new Error(`the build "${name}" had ${hits} hits and ${misses} misses${details.map(line => `\n  ${line}`).join('')}`)
}

function assertSame(expected, actual, name) {
  const found = differences(expected, actual)
  if (found.length > 0) throw new Error(`the build "${name}" wrote other bytes than the first one:\n  ${found.join('\n  ')}`)
}

function assertNoCache(dir) {
  const found = Object.keys(CACHES).filter(name => existsSync(path.join(dir, CACHES[name].dir)))
  if (found.length > 0) throw new Error(`the plain build has left a cache: ${found.join(', ')}`)
}

/** What all others have to write. Not counted, as it reads everything from the disk for the others. */
const firstBuild = (checkout, place) => checkout.at(place, async (dir) => {
  const { outputs } = await checkout.build(dir, [])
  assertNoCache(dir)
  return outputs
})

/**
 * @param {Checkout} checkout
 * @param {Variant} variant
 * @returns {Promise<Measured>}
 */
const measure = (checkout, variant, expected) => checkout.at(variant, async (dir) => {
  const caches = variant.caches.map(name => ({ name, dir: path.join(dir, CACHES[name].dir), follow: CACHES[name].follow }))
  if (variant.state === 'cold') await Promise.all(caches.map(cache => rm(cache.dir, { recursive: true, force: true })))
  const followed = await Promise.all(caches.map(async ({ name, dir: folder, follow }) => ({ name, count: await follow(folder) })))
  const { result, outputs } = await checkout.build(dir, variant.caches)
  const counts = Object.fromEntries(await Promise.all(followed.map(async ({ name, count }) => [name, await count(result)])))
  assertCounts(variant, counts)
  assertSame(expected, outputs, variant.name)
  return { ...result, counts }
})

/**
 * Builds one generated app in all variants, in turn. All builds write to the same folder, as in real life.
 * @param {object} options
 * @param {Subject} options.subject
 * @param {number} [options.components]
 * @param {number} [options.rounds]
 * @param {boolean} options.sourcemap
 * @param {(round: Round, index: number, count: number) => void} options.onRound
 */
export async function measureSubject({ subject, components = subject.components, rounds: count = subject.rounds, sourcemap, onRound }) {
  const { variants } = subject
  const checkout = await Checkout.create({ subject, components, sourcemap })
  const home = await firstBuild(checkout, {})
  const elsewhere = variants.some(({ moved }) => moved) && await firstBuild(checkout, { moved: true })
  const rounds = []
  for (let index = 0; index < count; index += 1) {
    const round = {}
    for (const variant of variants) round[variant.name] = await measure(checkout, variant, variant.moved ? elsewhere : home)
    rounds.push(round)
    onRound(round, index, count)
  }
  return { subject, components, rounds, outputs: sizeOf(home) }
}
