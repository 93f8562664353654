import { codeOf } from '../inputs/code'
import type { AnyPlugin, Hook } from './types'
import { handlerOf } from './wrap'

/** Hooks that are told of a module and, after so many parameters, of the environment. */
const TOLD_AFTER: Readonly<Record<string, number>> = { resolveId: 2, load: 1, transform: 2 }

/** True for a plugin with no other hooks than those, which do not listen: whatever runs it, it cannot know. */
export function isUntold(plugin: AnyPlugin): boolean {
  return Object.entries(plugin).every(([name, member]) => !isHook(member) || isDeaf(handlerOf(member), TOLD_AFTER[name]))
}

function isHook(member: unknown): member is Hook {
  return typeof member === 'function' || typeof (member as { handler?: unknown } | null | undefined)?.handler === 'function'
}

function isDeaf(handler: object & { length: number }, count = -1): boolean {
  const { text, words, isNative } = codeOf(handler)
  const parameters = text.slice(0, text.indexOf(')'))
  return handler.length <= count && !isNative && !words.has('arguments') && !/\.\.\.|=[^>]/.test(parameters)
}
