/** An error as plain data; anything else as it is. */
interface PackedWarning {
  name: string
  message: string
  /** Some loaders leave it out, with `undefined` or `false`. */
  stack: unknown
  members: Record<string, unknown>
}

/** Where a loader is called, and below it the bundler; bundlers cut it off as well. */
const EXECUTION_RE = /\n[^\n]*\bLOADER_EXECUTION\b/

export function packWarning(warning: unknown): unknown {
  if (!(warning instanceof Error))
    return warning
  const { name, message, stack } = warning
  const members = Object.fromEntries(Object.entries(warning).filter(([member]) => !['name', 'message', 'stack'].includes(member)))
  return { name, message, stack: typeof stack === 'string' ? stack.split(EXECUTION_RE, 1)[0] : stack, members } satisfies PackedWarning
}

export function unpackWarning(packed: unknown): unknown {
  if (typeof packed !== 'object' || packed === null)
    return packed
  const { name, message, stack, members } = packed as PackedWarning
  const warning = Object.assign(new Error(message), members)
  for (const [member, value] of Object.entries({ name, stack }))
    Object.defineProperty(warning, member, { value, configurable: true, writable: true })
  return warning
}
