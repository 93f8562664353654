import { describe, expect, it } from 'vitest'
import { type EncodedManifest, emptyManifest, encodeManifest } from '../../src/cache/manifest'
import { RULES, hasFormatVersion, hasKnownShape, hasToolVersion, isYoungEnough, rejectionOf } from '../../src/cache/rules'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2030, 0, 10)
const CONTEXT = { tool: '1.0.0', maxAge: 7 * DAY_MS, now: NOW }

function manifest(changes: Record<string, unknown> = {}): EncodedManifest {
  const encoded = JSON.parse(encodeManifest({ ...emptyManifest('1.0.0'), usedAt: NOW - DAY_MS })) as EncodedManifest
  return { ...encoded, ...changes }
}

describe('the rules for a manifest', () => {
  it('let a good one pass', () => {
    for (const rule of RULES)
      expect(rule(manifest(), CONTEXT)).toBeUndefined()
    expect(rejectionOf(manifest(), CONTEXT)).toBeUndefined()
  })

  it.each([null, undefined, 1, 'text', [], {}, { format: 2 }, { format: '1' }])('reject %j: it is of no known format', (value) => {
    const expected = { reason: 'it is not a manifest of format 1', expected: false }
    expect(hasFormatVersion(value as unknown as EncodedManifest, CONTEXT)).toEqual(expected)
    expect(rejectionOf(value as unknown as EncodedManifest, CONTEXT)).toEqual(expected)
  })

  it.each(['packs', 'facts', 'sets', 'variants', 'notes'])('reject one without %s', (part) => {
    const expected = { reason: 'parts of it are missing', expected: false }
    for (const value of [undefined, null, 'text', part === 'variants' || part === 'notes' ? [] : {}]) {
      expect(hasKnownShape(manifest({ [part]: value }), CONTEXT)).toEqual(expected)
      expect(rejectionOf(manifest({ [part]: value }), CONTEXT)).toEqual(expected)
    }
  })

  it('reject one of another version, as happens with each upgrade', () => {
    const expected = { reason: 'it was written by version 0.9.0, this is 1.0.0', expected: true }
    expect(hasToolVersion(manifest({ tool: '0.9.0' }), CONTEXT)).toEqual(expected)
    expect(rejectionOf(manifest({ tool: '0.9.0' }), CONTEXT)).toEqual(expected)
  })

  it('reject one that was not used for long, as happens after a holiday', () => {
    const expected = { reason: 'it was last used 8 days ago', expected: true }
    expect(isYoungEnough(manifest({ usedAt: NOW - 8 * DAY_MS }), CONTEXT)).toEqual(expected)
    expect(rejectionOf(manifest({ usedAt: NOW - 8 * DAY_MS }), CONTEXT)).toEqual(expected)
    expect(isYoungEnough(manifest({ usedAt: NOW - 7 * DAY_MS }), CONTEXT)).toBeUndefined()
  })

  it('give the first reason of several', () => {
    expect(rejectionOf(manifest({ tool: '0.9.0', usedAt: 0, packs: null }), CONTEXT)?.reason).toBe('parts of it are missing')
    expect(rejectionOf(manifest({ tool: '0.9.0', usedAt: 0 }), CONTEXT)?.reason).toContain('0.9.0')
  })
})
