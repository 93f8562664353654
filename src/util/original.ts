/** On a wrapper, the function inside: what is wrapped again is wrapped anew, not twice. */
const ORIGINAL: unique symbol = Symbol.for('unplugin-cache.original')

/** The function that somebody brought, whoever wrapped it. */
export function originalOf<T extends object>(fn: T): T {
  return (fn as { [ORIGINAL]?: T })[ORIGINAL] ?? fn
}

/** Makes a function known as a wrapper around another one. */
export function markWrapper<T extends object>(wrapper: T, original: T): T {
  return Object.defineProperty(wrapper, ORIGINAL, { value: original })
}
