import { describe, expect, it } from 'vitest'
import { digest, frame } from '../../src/util/digest'
import { formatBytes, formatDuration, formatTable } from '../../src/util/format'
import { isRecord, stableStringify } from '../../src/util/stable'

describe('digest', () => {
  it('is the same for text and its bytes, and short', () => {
    expect(digest('ä✓')).toBe(digest(Buffer.from('ä✓')))
    expect(digest('ä✓')).toMatch(/^[\w-]{24}$/)
  })

  it('differs for different content', () => {
    expect(new Set(['', ' ', 'a', 'A', 'ä', 'a\u0308'].map(text => digest(text))).size).toBe(6)
  })
})

describe('frame', () => {
  it('gives no two lists the same text', () => {
    const lists = [[], [''], ['', ''], [undefined], [undefined, ''], ['', undefined], ['a', 'b'], ['ab'], ['a', 'b', ''], ['1:a'], ['a', '1:b'], ['-'], ['0:']]
    expect(new Set(lists.map(frame)).size).toBe(lists.length)
  })
})

describe('stableStringify', () => {
  it('does not depend on the order of members, at any depth', () => {
    expect(stableStringify({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
    expect(stableStringify({ b: 1, a: 2 })).toBe(stableStringify({ a: 2, b: 1 }))
  })

  it('keeps the order of lists', () => {
    expect(stableStringify([2, 1])).not.toBe(stableStringify([1, 2]))
  })

  it('has a text for what JSON has none for', () => {
    expect(stableStringify(undefined)).toBe('undefined')
    expect(stableStringify({ a: undefined })).toBe('{}')
  })
})

describe('isRecord', () => {
  it('is true for plain objects only', () => {
    expect([{}, Object.create(null), { constructor: 1 }].map(isRecord)).toEqual([true, true, true])
    expect([null, undefined, [], 'text', 1, () => {}, new Map(), new Date(), new (class A {})()].some(isRecord)).toBe(false)
  })
})

describe('formats', () => {
  it('writes bytes in units of 1024', () => {
    expect([0, 1023, 1024, 1536, 1024 ** 3, 5 * 1024 ** 5].map(formatBytes)).toEqual(['0 B', '1023 B', '1.0 KB', '1.5 KB', '1.0 GB', '5120.0 TB'])
  })

  it('writes milliseconds below a second, seconds above', () => {
    expect([0, 12.3, 999.4, 1000, 2345].map(formatDuration)).toEqual(['0 ms', '12 ms', '999 ms', '1.0 s', '2.3 s'])
  })

  it('never writes 1000 ms, which is a second', () => {
    expect(formatDuration(999.6)).toBe('1.0 s')
  })

  it('aligns the columns of a table', () => {
    expect(formatTable([['plugin', 'hits'], ['a', '7'], ['long name', '123']], [1])).toBe(
      'plugin     hits\na             7\nlong name   123')
    expect(formatTable([])).toBe('')
  })
})
