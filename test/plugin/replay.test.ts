import { describe, expect, it } from 'vitest'
import type { Effect } from '../../src/plugin/outcome'
import { replay } from '../../src/plugin/replay'

/** A context that writes down what it is asked to do, and gives these references. */
function contextWith(references: string[] = []): { context: Record<string, unknown>, calls: unknown[][] } {
  const calls: unknown[][] = []
  const noted = (name: string) => (...args: unknown[]): unknown => {
    calls.push([name, ...args])
    return name === 'emitFile' ? references.shift() : undefined
  }
  const names = ['addWatchFile', 'emitFile', 'setAssetSource', 'warn', 'info', 'debug']
  return { context: Object.fromEntries(names.map(name => [name, noted(name)])), calls }
}

function emit(reference: string, source: unknown = ''): Effect {
  return { type: 'emit', file: { type: 'asset', source }, reference }
}

describe('replay', () => {
  it('gives the result and does everything again in the same order', () => {
    const { context, calls } = contextWith(['ref'])
    const effects: Effect[] = [
      { type: 'log', level: 'warn', log: 'careful', position: 3 },
      { type: 'watch', path: '/a' },
      emit('ref', 'x'),
      { type: 'source', reference: 'ref', source: 'late' },
      { type: 'log', level: 'info', log: { message: 'done' } },
    ]
    const result = { code: 'a' }
    expect(replay({ result, effects }, context)).toBe(result)
    expect(calls).toEqual([['warn', 'careful', 3], ['addWatchFile', '/a'], ['emitFile', { type: 'asset', source: 'x' }], ['setAssetSource', 'ref', 'late'], ['info', { message: 'done' }, undefined]])
  })

  it('prints to the stream that was printed to', () => {
    // Nothing visible: the runner shows what tests print.
    expect(replay({ result: 1, effects: [{ type: 'print', stream: 'stderr', text: '' }] }, contextWith().context)).toBe(1)
  })

  it('puts the new references in place of the old ones, wherever they stand', () => {
    const { context } = contextWith(['new1', 'new2'])
    const result = { code: 'a(old1) b(old2) old1', map: '{"x":"old1"}', meta: { list: ['old2', 5, null], deep: { ref: 'old1' } } }
    expect(replay({ result, effects: [emit('old1'), emit('old2')] }, context)).toEqual({ code: 'a(new1) b(new2) new1', map: '{"x":"new1"}', meta: { list: ['new2', 5, null], deep: { ref: 'new1' } } })
  })

  it('gets references right that are swapped', () => {
    const { context } = contextWith(['bbb', 'aaa'])
    expect(replay({ result: 'first aaa second bbb', effects: [emit('aaa'), emit('bbb')] }, context)).toBe('first bbb second aaa')
  })

  it('gets references right that have signs with a meaning in patterns', () => {
    const { context } = contextWith(['$&new', '$1new'])
    expect(replay({ result: 'a$b+c x$1.y', effects: [emit('a$b+c'), emit('x$1.y')] }, context)).toBe('$&new $1new')
  })

  it('gives the source to the file that was emitted for it', () => {
    const { context, calls } = contextWith(['new'])
    replay({ result: null, effects: [emit('old'), { type: 'source', reference: 'old', source: 's' }] }, context)
    expect(calls.at(-1)).toEqual(['setAssetSource', 'new', 's'])
  })

  it('puts new references also into what is emitted later', () => {
    const { context, calls } = contextWith(['new1', 'new2'])
    replay({ result: null, effects: [emit('old1'), emit('old2', 'url(__VITE_ASSET__old1__)'), { type: 'source', reference: 'old2', source: 'old1' }] }, context)
    expect(calls[1]).toEqual(['emitFile', { type: 'asset', source: 'url(__VITE_ASSET__new1__)' }])
    expect(calls[2]).toEqual(['setAssetSource', 'new2', 'new1'])
  })

  it('leaves the recorded outcome as it was', () => {
    const outcome = { result: { code: 'old' }, effects: [emit('old')] }
    replay(outcome, contextWith(['new']).context)
    expect(outcome).toEqual({ result: { code: 'old' }, effects: [emit('old')] })
  })
})
