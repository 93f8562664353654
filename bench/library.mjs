import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import cacache from 'cacache'
import Keyv from 'keyv'
import { KeyvFile } from 'keyv-file'
import { LRUCache } from 'lru-cache'
import { createCache } from 'unplugin-cache/cache'
import { colors } from './lib/format.mjs'
import { median } from './lib/stats.mjs'

const KEYS = 1000
const VALUE_LENGTH = 10_240
/** Few at a time: a long measurement always meets something that disturbs it. */
const MEMORY_CALLS = 5000
const MEMORY_ROUNDS = 500

/** How many times as fast as another one, or how slow at most. */
export const LIBRARY_TARGETS = {
  'disk get, times as fast as cacache.get': { atLeast: 5 },
  'disk get, times as fast as keyv with a file per key': { atLeast: 3 },
  'disk set (committed), times as fast as cacache.put': { atLeast: 10 },
  'memory hit, time ÷ bare lru-cache': { atMost: 1.5 },
  'wrap on a memory hit, µs on top of the function': { atMost: 2 },
}

const names = Array.from({ length: KEYS }, (_, index) => `entry-${index}`)
/** Opening a folder is part of it, but not most of it. */
const reads = [...names, ...names, ...names]
/** Different for each key, so that nothing is stored once for several. */
const values = new Map(names.map(name => [name, `${name} ${Math.random()} `.repeat(VALUE_LENGTH).slice(0, VALUE_LENGTH)]))

/** All sides of one round, one after the other, so that what slows the machine down meets all of them. */
async function round(folder) {
  const disk = await measureDisk(path.join(folder, 'disk'))
  const plain = await measureCacache(path.join(folder, 'cacache'))
  const keyv = await measureKeyv(path.join(folder, 'keyv'))
  return { disk, cacache: plain, keyv, memory: measureMemory(path.join(folder, 'memory')), wrap: measureWrap(path.join(folder, 'wrap')) }
}

async function measureDisk(dir) {
  const open = () => createCache({ dir, log: 'silent' })
  const writer = open()
  const set = await time(async () => {
    for (const name of names) writer.set(`./${name}`, values.get(name))
    await writer.flush()
  })
  await writer.close()
  const reader = open()
  const get = await time(() => {
    for (const name of reads) check(name, reader.get(`./${name}`))
  }, reads)
  await reader.close()
  return { set, get }
}

async function measureCacache(dir) {
  const set = await time(async () => {
    for (const name of names) await cacache.put(dir, name, values.get(name))
  })
  const get = await time(async () => {
    for (const name of reads) check(name, (await cacache.get(dir, name)).data.toString())
  }, reads)
  return { set, get }
}

/** With one file for all, keyv-file answers from memory; a file per key is what compares with a disk. */
async function measureKeyv(dir) {
  const open = () => new Keyv({ store: new KeyvFile({ filename: dir, separatedFile: true, writeDelay: 0 }) })
  const writer = open()
  const set = await time(async () => {
    for (const name of names) await writer.set(name, values.get(name))
  })
  const reader = open()
  const get = await time(async () => {
    for (const name of reads) check(name, await reader.get(name))
  }, reads)
  return { set, get }
}

function measureMemory(dir) {
  const cache = createCache({ dir, engine: 'memory' })
  const lru = new LRUCache({ max: 10_000 })
  for (const name of names) {
    cache.set(name, values.get(name))
    lru.set(name, values.get(name))
  }
  return alternate(
    () => call(index => cache.get(names[index % KEYS])),
    () => call(index => lru.get(names[index % KEYS])),
  )
}

function measureWrap(dir) {
  const cache = createCache({ dir, engine: 'memory' })
  const add = (a, b) => `${a} ${b}`
  const wrapped = cache.wrap(add)
  names.forEach((name, index) => wrapped(index, name))
  return alternate(
    () => call(index => wrapped(index % KEYS, names[index % KEYS])),
    () => call(index => add(index % KEYS, names[index % KEYS])),
  )
}

/** Microseconds per call of ours and of the other, in turn; the best of each is what the machine disturbed least. */
function alternate(ours, other) {
  const times = Array.from({ length: MEMORY_ROUNDS }, () => [ours(), other()])
  return { ours: Math.min(...times.map(([time]) => time)), other: Math.min(...times.map(([, time]) => time)) }
}

let sink
function call(body) {
  const start = performance.now()
  for (let index = 0; index < MEMORY_CALLS; index += 1) sink = body(index)
  if (sink === undefined) throw new Error('a hit gave nothing')
  return (performance.now() - start) / MEMORY_CALLS * 1000
}

/** Microseconds per key. */
async function time(body, { length } = names) {
  const start = performance.now()
  await body()
  return (performance.now() - start) / length * 1000
}

function check(name, value) {
  if (value !== values.get(name)) throw new Error(`${name} came back as something else`)
}

function ratiosOf({ disk, cacache: plain, keyv, memory, wrap }) {
  return [plain.get / disk.get, keyv.get / disk.get, plain.set / disk.set, memory.ours / memory.other, wrap.ours - wrap.other]
}

/** The general cache against cacache, keyv and lru-cache, in one process and in turn. */
export async function measureLibrary(count) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'unplugin-cache-bench-'))
  const rounds = []
  try {
    // not counted: the first round loads and compiles
    for (let index = 0; index <= count; index += 1) {
      rounds.push(await round(path.join(folder, String(index))))
      console.error(`library ${index}/${count}${index === 0 ? ' (not counted)' : ''}`)
    }
  }
  finally {
    await rm(folder, { recursive: true, force: true })
  }
  rounds.shift()
  const ratios = rounds.map(ratiosOf)
  const results = Object.entries(LIBRARY_TARGETS).map(([what, target], index) => {
    const value = median(ratios.map(list => list[index]))
    return { what, value, target, met: value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity) }
  })
  return { keys: KEYS, valueLength: VALUE_LENGTH, results, rounds }
}

export function printLibrary({ keys, valueLength, results, rounds }) {
  console.log(`\n${colors.bold('library')} ${colors.dim(`${keys} values of ${valueLength} characters, medians of ${rounds.length} rounds`)}`)
  for (const { what, value, target, met } of results) {
    const limit = target.atLeast === undefined ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`
    console.log(`  ${what}: ${value.toFixed(2)}, target ${limit}: ${met ? colors.green('met') : colors.red('missed')}`)
  }
  const of = (side, key) => median(rounds.map(round => round[side][key])).toFixed(1)
  console.log(`  µs: get ${of('disk', 'get')}, cacache ${of('cacache', 'get')}, keyv ${of('keyv', 'get')}; set ${of('disk', 'set')}, cacache ${of('cacache', 'set')}, keyv ${of('keyv', 'set')}`)
}
