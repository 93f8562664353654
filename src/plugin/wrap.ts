import { markWrapper, originalOf } from '../util/original'
import type { AnyPlugin, Handler, Hook } from './types'

/** The handler that the plugin brought, whoever wrapped it. */
export function handlerOf(hook: Hook): Handler {
  return originalOf(typeof hook === 'function' ? hook : hook.handler)
}

/**
 * Puts a function around the handler of a hook. The plugin stays the same object and so does an object hook: other
 * plugins look each other up, and some set `filter` on their own hook later.
 */
export function wrapHook(plugin: AnyPlugin, name: string, around: (original: Handler) => Handler): void {
  const hook = plugin[name] as Hook | undefined
  if (!hook)
    return
  const original = handlerOf(hook)
  const wrapper = markWrapper(around(original), original)
  Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true })
  if (typeof hook === 'function')
    plugin[name] = wrapper
  else
    hook.handler = wrapper
}
