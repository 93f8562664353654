/** One of each kind that is kept, with their difficult cases. */
export function sampleValues(): Record<string, unknown> {
  const cyclic: Record<string, unknown> = { name: 'cycle' }
  cyclic.self = cyclic
  return {
    null: null,
    nothing: undefined,
    string: 'text with ünïcode 🎉 and \0',
    lone: 'half a pair \uD83C here',
    replacement: 'a \uFFFD of its own',
    empty: '',
    number: 1.5,
    minusZero: -0,
    nan: Number.NaN,
    infinity: -Infinity,
    bigint: 12345678901234567890n,
    boolean: false,
    date: new Date(1_700_000_000_000),
    regexp: /a(b)?/giu,
    url: new URL('https://example.org/a?b#c'),
    map: new Map<unknown, unknown>([['a', 1], [{ key: true }, new Set([1, '1'])]]),
    set: new Set([undefined, null, Number.NaN]),
    buffer: Buffer.from([0, 1, 255]),
    emptyBuffer: Buffer.alloc(0),
    bytes: new Uint8Array([1, 2, 3]),
    floats: new Float64Array([1.5, -0, Number.NaN]),
    bigints: new BigInt64Array([-1n, 2n]),
    arrayBuffer: new Uint8Array([7, 8]).buffer,
    nested: { buffer: Buffer.from('in an object'), floats: new Float32Array([0.5]), list: [undefined, , 3] }, // eslint-disable-line no-sparse-arrays -- a hole
    error: new TypeError('wrong', { cause: new RangeError('too far') }),
    errorWithFacts: Object.assign(new Error('code'), { code: 'ENOENT', path: '/x' }),
    looksLikeJson: '{"a": 1}',
    proto: JSON.parse('{"__proto__x": 1, "constructor": "c"}') as unknown,
    cyclic,
  }
}
