import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/plugin/types'
import { Worth } from '../../src/plugin/worth'

function call(id: string, hook: Call['hook'] = 'transform'): Call {
  return { hook, id, code: '', extras: [], args: [] }
}

/** As the notes of a cache folder would be. */
function createNotes(): { notes: ConstructorParameters<typeof Worth>[1], stored: Map<string, string> } {
  const stored = new Map<string, string>()
  return { stored, notes: { recall: kind => stored.get(kind), remember: (kind, identity) => void stored.set(kind, identity) } }
}

function repeat(count: number, body: () => void): void {
  for (let index = 0; index < count; index++)
    body()
}

describe('the worth of memoizing', () => {
  it('is judged by what steps of a kind take on average', () => {
    const worth = new Worth(() => 'identity', createNotes().notes)
    repeat(99, () => worth.ran(call('a.css'), 0.01))
    expect(worth.isLosing(call('b.css')), 'too few to tell').toBe(false)
    worth.ran(call('a.css'), 0.01)
    expect(worth.isLosing(call('b.css'))).toBe(true)
  })

  it('is not lost when few of the steps take long', () => {
    const worth = new Worth(() => 'identity', createNotes().notes)
    repeat(150, () => worth.ran(call('a.css'), 0.01))
    const mixed = new Worth(() => 'identity', createNotes().notes)
    mixed.ran(call('large.css'), 20)
    repeat(150, () => mixed.ran(call('a.css'), 0.01))
    expect([worth, mixed].map(one => one.isLosing(call('b.css')))).toEqual([true, false])
  })

  it('differs from hook to hook and from file type to file type', () => {
    const worth = new Worth(() => 'identity', createNotes().notes)
    repeat(100, () => worth.ran(call('App.vue?vue&type=style&lang.css'), 0.01))
    expect(worth.isLosing(call('other.css?inline'))).toBe(true)
    expect(worth.isLosing(call('App.vue?vue&type=style&lang.scss'))).toBe(false)
    expect(worth.isLosing(call('a.css', 'load'))).toBe(false)
    expect(worth.isLosing(call('chunk.css', 'renderChunk'))).toBe(false)
  })

  it('is lost when hits cost more than they save, as measured', () => {
    const worth = new Worth(() => 'identity', createNotes().notes)
    repeat(100, () => worth.hit(call('a.ts'), { savedMs: 0.2, spentMs: 0.3 }))
    repeat(100, () => worth.hit(call('a.tsx'), { savedMs: 0.3, spentMs: 0.2 }))
    expect(worth.isLosing(call('b.ts'))).toBe(true)
    expect(worth.isLosing(call('b.tsx'))).toBe(false)
  })

  it('is known in the next run, of the same plugin with the same options', () => {
    const { notes, stored } = createNotes()
    const first = new Worth(() => 'identity', notes)
    repeat(100, () => first.ran(call('a.css'), 0.01))
    expect([...stored]).toEqual([['transform css', 'identity']])
    expect(new Worth(() => 'identity', notes).isLosing(call('b.css'))).toBe(true)
    expect(new Worth(() => 'other options', notes).isLosing(call('b.css'))).toBe(false)
  })
})
