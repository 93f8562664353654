/** JSON with sorted object keys: equal data gives equal text. `undefined` members are left out, as in JSON. */
export function stableStringify(value: unknown, change: (key: string, value: unknown) => unknown = (_key, inner) => inner): string {
  if (typeof value === 'string')
    return JSON.stringify(change('', value))
  return JSON.stringify(value, (key, inner: unknown) => {
    const changed = change(key, inner)
    return isRecord(changed) ? sortKeys(changed) : changed
  }) ?? 'undefined'
}

/** True for `{…}` and `Object.create(null)`, false for arrays, class instances and everything else. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null)
    return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** True for data that JSON tells in full, without functions, class instances and cycles. */
export function isPlain(value: unknown, around: readonly unknown[] = []): boolean {
  if (['function', 'symbol', 'bigint'].includes(typeof value) || around.includes(value))
    return false
  if (typeof value !== 'object' || value === null)
    return true
  return (Array.isArray(value) || isRecord(value)) && Object.values(value).every(member => isPlain(member, [...around, value]))
}

/** True for everything that has members, arrays and class instances too. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(record).sort().map(key => [key, record[key]]))
}
