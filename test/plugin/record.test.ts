import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { beforeAll, describe, expect, it } from 'vitest'
import { installTracer, observe } from '../../src/inputs/tracer'
import { Recorder } from '../../src/plugin/record'
import type { HookContext } from '../../src/plugin/types'
import { worldOf } from '../support/states'
import { temporaryDir } from '../support/temp'

beforeAll(() => installTracer())

/** Runs a step with a context and gives what was recorded of it. */
async function recorded(dir: string, context: HookContext, step: (this: StepContext) => unknown, harmless: string[] = []): Promise<Recorder> {
  const recorder = new Recorder(worldOf(dir), { harmless })
  await observe(recorder, async () => step.call(recorder.wrap(context) as StepContext))
  return recorder
}

/** The context as a step sees it. */
type StepContext = Record<string, (...args: unknown[]) => unknown>

describe('a recorder', () => {
  it('notes what a step reads, with the state before it was read', async () => {
    const dir = temporaryDir({ a: '1' })
    const recorder = await recorded(dir, {}, () => readFileSync(join(dir, 'a')))
    expect(recorder.facts().facts).toEqual([['content', 'a', expect.any(String)]])
    expect(recorder.refusal).toBeUndefined()
  })

  it('notes variables, and the terminal where something is printed', async () => {
    const recorder = await recorded(temporaryDir(), {}, () => {
      expect(process.env.UNPLUGIN_CACHE_TEST).toBeUndefined()
      process.stdout.write('')
    })
    expect(recorder.facts().facts.map(([question, name]) => `${question} ${name}`)).toEqual(['env UNPLUGIN_CACHE_TEST', 'terminal '])
    expect(recorder.effects).toEqual([{ type: 'print', stream: 'stdout', text: '' }])
  })

  it('notes what a step does with its context, and does it', async () => {
    const done: unknown[][] = []
    const context: HookContext = {
      addWatchFile: (...args: unknown[]) => void done.push(['addWatchFile', ...args]),
      emitFile: (...args: unknown[]) => {
        done.push(['emitFile', ...args])
        return 'ref'
      },
      setAssetSource: (...args: unknown[]) => void done.push(['setAssetSource', ...args]),
      warn: (...args: unknown[]) => void done.push(['warn', ...args]),
    }
    const dir = temporaryDir({ watched: '1' })
    const recorder = await recorded(dir, context, function (this: StepContext) {
      this.addWatchFile!(join(dir, 'watched'))
      expect(this.emitFile!({ type: 'asset' })).toBe('ref')
      this.setAssetSource!('ref', 'x')
      this.warn!(() => 'late message')
    })
    expect(done.map(([name]) => name)).toEqual(['addWatchFile', 'emitFile', 'setAssetSource', 'warn'])
    expect(recorder.effects).toEqual([
      { type: 'watch', path: join(dir, 'watched') },
      { type: 'emit', file: { type: 'asset' }, reference: 'ref' },
      { type: 'source', reference: 'ref', source: 'x' },
      { type: 'log', level: 'warn', log: 'late message' },
    ])
    const { facts, undeclared } = recorder.facts()
    expect(facts).toEqual([['content', 'watched', expect.any(String)]])
    expect(undeclared).toEqual([])
  })

  it('keeps an emitted file as it was, whatever the plugin does with the object later', async () => {
    const recorder = await recorded(temporaryDir(), { emitFile: () => 'ref' }, function (this: StepContext) {
      const file = { type: 'asset', name: 'a' }
      this.emitFile!(file)
      file.name = 'b'
    })
    expect(recorder.effects).toMatchObject([{ type: 'emit', file: { name: 'a' } }])
  })

  it.each(['load', 'getModuleIds', 'getWatchFiles', 'getFileName', 'cache', 'mystery'])('refuses a step that calls this.%s', async (name) => {
    const recorder = await recorded(temporaryDir(), { [name]: () => [] }, function (this: StepContext) {
      this[name]!()
    })
    expect(recorder.refusal).toBe(`calls this.${name}`)
  })

  it('refuses a step that reads an unknown member or changes its context', async () => {
    expect((await recorded(temporaryDir(), { mystery: 1 }, function (this: StepContext) {
      expect(this.mystery).toBe(1)
    })).refusal).toBe('reads this.mystery')
    expect((await recorded(temporaryDir(), {}, function (this: StepContext) {
      this.own = () => 1
    })).refusal).toBe('changes its context')
  })

  it('does not refuse what is known to be harmless', async () => {
    const recorder = await recorded(temporaryDir(), { mystery: () => 1 }, function (this: StepContext) {
      this.mystery!()
    }, ['calls this.mystery'])
    expect(recorder.refusal).toBeUndefined()
  })

  it('notes what the bundler answers', async () => {
    const recorder = await recorded(temporaryDir(), { resolve: async () => ({ id: '/a' }), getModuleInfo: () => ({ isEntry: true }), meta: { watchMode: false } }, async function (this: StepContext) {
      await this.resolve!('./a')
      expect((this.getModuleInfo!('/a') as { isEntry: boolean }).isEntry).toBe(true)
      expect(this.meta).toEqual({ watchMode: false })
    })
    expect(recorder.asks.map(fact => fact.slice(0, 3))).toEqual([
      ['ask', 'resolve', '["./a"]'],
      ['ask', 'getModuleInfo', '["/a","isEntry"]'],
      ['ask', 'meta', '[]'],
    ])
    expect(recorder.refusal).toBeUndefined()
  })

  it('refuses a step that goes on after the bundler had no answer but an error', async () => {
    const failing = (): never => {
      throw new Error('cannot resolve')
    }
    for (const resolve of [failing, async () => failing()]) {
      const recorder = await recorded(temporaryDir(), { resolve }, async function (this: StepContext) {
        try {
          await this.resolve!('./a')
        }
        catch {
          // As plugins do that have something else to try.
        }
      })
      expect(recorder.refusal ?? recorder.asks[0]).toBeDefined()
    }
  })
})
