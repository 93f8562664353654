import type { AnyPlugin, Handler, Hook } from './types'

/** On a wrapper, the handler inside: a plugin that takes part in two builds is wrapped anew, not twice. */
const ORIGINAL: unique symbol = Symbol.for('unplugin-cache.original')

type Wrapper = Handler & { [ORIGINAL]?: Handler }

/** The handler that the plugin brought, whoever wrapped it. */
export function originalOf(hook: Hook): Handler {
  const handler: Wrapper = typeof hook === 'function' ? hook : hook.handler
  return handler[ORIGINAL] ?? handler
}

/**
 * Puts a function around the handler of a hook. The plugin stays the same object and so does an object hook: other
 * plugins look each other up, and some set `filter` on their own hook later.
 */
export function wrapHook(plugin: AnyPlugin, name: string, around: (original: Handler) => Handler): void {
  const hook = plugin[name] as Hook | undefined
  if (!hook)
    return
  const original = originalOf(hook)
  const wrapper: Wrapper = around(original)
  Object.defineProperty(wrapper, ORIGINAL, { value: original })
  Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true })
  if (typeof hook === 'function')
    plugin[name] = wrapper
  else
    hook.handler = wrapper
}
