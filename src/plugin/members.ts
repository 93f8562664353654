import type { AnyPlugin } from './types'

/** Options that a plugin keeps as its own properties; its hooks are described as they were before we wrapped them. */
export function plainMembers(plugin: AnyPlugin): Record<string, unknown> {
  const members = Object.entries(Object.getOwnPropertyDescriptors(plugin))
  return Object.fromEntries(members.flatMap(([name, { value }]) => (isHook(value) ? [] : [[`plugin.${name}`, value as unknown]])))
}

function isHook(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && 'handler' in value)
}
