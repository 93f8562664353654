import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/cache'
import { StepClock } from '../../src/plugin/clock'
import { installTracer } from '../../src/inputs/tracer'
import { Rehydrator } from '../../src/plugin/rehydrate'
import { SharedFacts, sharedFactsOf } from '../../src/plugin/shared'
import { temporaryDir } from '../support/temp'

installTracer()

function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

describe('StepClock', () => {
  it('gives a step that runs alone all of its time', async () => {
    const clock = new StepClock()
    const before = performance.now()
    const stop = clock.start()
    const inner = performance.now()
    await sleep(10)
    const innerMs = performance.now() - inner
    const share = stop()
    expect(share).toBeGreaterThanOrEqual(innerMs)
    expect(share).toBeLessThanOrEqual(performance.now() - before)
  })

  it('shares the time among steps that run at once, so that the shares add up to it', () => {
    const clock = new StepClock()
    const before = performance.now()
    const stops = Array.from({ length: 4 }, () => clock.start())
    spin(8)
    const shares = stops.map((stop) => {
      spin(1)
      return stop()
    })
    const elapsed = performance.now() - before
    const sum = shares.reduce((total, share) => total + share, 0)
    expect(sum).toBeLessThanOrEqual(elapsed + 0.001)
    expect(sum).toBeGreaterThanOrEqual(12)
    // Each later one ran on with fewer others.
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares[0]).toBeLessThan(elapsed / 2)
  })

  it('does not count the time in which no step runs', () => {
    const clock = new StepClock()
    clock.start()()
    spin(20)
    const before = performance.now()
    const share = clock.start()()
    expect(share).toBeLessThanOrEqual(performance.now() - before)
  })
})

describe('SharedFacts', () => {
  const [a1, a2, b]: [Fact, Fact, Fact] = [['content', 'a', '1'], ['content', 'a', '2'], ['content', 'b', '1']]

  it('grows for all that hold the list, as long as nothing changes', () => {
    const shared = new SharedFacts()
    const { list } = shared
    shared.add([a1])
    shared.add([b, [...a1]])
    expect(shared.list).toBe(list)
    expect(list).toEqual([a1, b])
  })

  it('begins a new list when a file has changed, and leaves the old one as it was', () => {
    const shared = new SharedFacts()
    shared.add([a1, b])
    const before = shared.list
    shared.add([a2])
    expect(before).toEqual([a1, b])
    expect([...shared.list].sort()).toEqual([a2, b].sort())
    shared.add([['env', 'X', null]])
    expect(before).toHaveLength(2)
  })

  it('are kept for the process, by project and plugin', () => {
    expect(sharedFactsOf('/p', 'vue')).toBe(sharedFactsOf('/p', 'vue'))
    expect(sharedFactsOf('/p', 'vue')).not.toBe(sharedFactsOf('/p', 'css'))
    expect(sharedFactsOf('/p', 'vue')).not.toBe(sharedFactsOf('/q', 'vue'))
  })
})

describe('Rehydrator', () => {
  const STEP = { file: '', code: '', isWhole: true, reads: () => false }

  /** Skips steps about these files and tells which of them run later. */
  function skipped(kind: 'file' | 'plugin' | 'none', ...files: string[]): { rehydrator: Rehydrator, ran: string[] } {
    const rehydrator = new Rehydrator(kind)
    const ran: string[] = []
    for (const file of files)
      rehydrator.remember(`transform ${file}`, { ...STEP, file, code: `code of ${file}`, run: () => ran.push(file) })
    return { rehydrator, ran }
  }

  it('runs the skipped step of a file before a real one about it, once', async () => {
    const { rehydrator, ran } = skipped('file', 'a', 'b')
    await rehydrator.before('a')
    await rehydrator.before('a')
    expect(ran).toEqual(['a'])
    expect(rehydrator.isPending).toBe(true)
  })

  it('runs all skipped steps before a real one, where the plugin knows more than files', async () => {
    const { rehydrator, ran } = skipped('plugin', 'a', 'b')
    await rehydrator.before('c')
    expect(ran).toEqual(['a', 'b'])
    expect(rehydrator.isPending).toBe(false)
  })

  it('runs nothing of a plugin without state', async () => {
    const { rehydrator, ran } = skipped('none', 'a')
    expect([rehydrator.isStateless, rehydrator.isPending]).toEqual([true, false])
    await rehydrator.before('a')
    expect(ran).toEqual([])
  })

  it('does not run a skipped step after a real one has left newer state', async () => {
    const { rehydrator, ran } = skipped('file', 'a')
    rehydrator.ran('transform a', 'newer code')
    await rehydrator.before('a')
    expect(ran).toEqual([])
    expect(rehydrator.isOutdated('transform a', 'code of a')).toBe(true)
    expect(rehydrator.isOutdated('transform a', 'newer code')).toBe(false)
    expect(rehydrator.isOutdated('transform b', 'any')).toBe(false)
  })

  it('does not run a step again for state that is there', async () => {
    const { rehydrator, ran } = skipped('file')
    rehydrator.ran('transform a', 'code')
    rehydrator.remember('transform a', { ...STEP, file: 'a', code: 'code', run: () => ran.push('a') })
    await rehydrator.before('a')
    expect(ran).toEqual([])
  })

  it('runs what has read a file before the plugin is told that it changed', async () => {
    const { rehydrator, ran } = skipped('file', 'a', 'b')
    rehydrator.remember('transform c', { ...STEP, file: 'c', reads: file => file === 'types', run: () => ran.push('c') })
    await rehydrator.beforeChange('types')
    expect(ran).toEqual(['c'])
    await rehydrator.beforeChange('a')
    expect(ran).toEqual(['c', 'a'])
  })

  it('shows a step the file as it was, whatever it is by now', async () => {
    const { rehydrator } = skipped('file')
    const file = join(temporaryDir({ 'a.txt': 'new' }), 'a.txt')
    const seen: unknown[] = []
    rehydrator.remember('transform a', { ...STEP, file, code: 'old', run: async () => {
      await sleep(1)
      seen.push(readFileSync(file, 'utf8'), readFileSync(file, { encoding: 'utf8' }), readFileSync(file).toString())
    } })
    rehydrator.remember('load a?part', { ...STEP, isWhole: false, file, run: () => seen.push(readFileSync(file, 'utf8')) })
    await rehydrator.before(file)
    expect(seen).toEqual(['old', 'old', 'old', 'old'])
    expect(readFileSync(file, 'utf8')).toBe('new')
  })

  it('forgets everything', async () => {
    const { rehydrator, ran } = skipped('plugin', 'a', 'b', 'c')
    rehydrator.forget()
    await rehydrator.before('a')
    expect(ran).toEqual([])
  })

  it('goes on when a step fails that runs for its state only', async () => {
    const { rehydrator, ran } = skipped('plugin', 'a')
    rehydrator.remember('transform bad', { ...STEP, file: 'bad', run: () => Promise.reject(new Error('no')) })
    rehydrator.remember('transform b', { ...STEP, file: 'b', run: () => ran.push('b') })
    await rehydrator.before('x')
    expect(ran).toEqual(['a', 'b'])
  })

  it('waits for what another real step has started', async () => {
    const { rehydrator } = skipped('file')
    let isDone = false
    rehydrator.remember('transform a', { ...STEP, file: 'a', run: () => sleep(20).then(() => isDone = true) })
    await Promise.all([1, 2].map(async () => {
      await rehydrator.before('a')
      expect(isDone).toBe(true)
    }))
  })
})
