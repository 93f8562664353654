import type { Handler, HookContext } from './types'

const SILENT = new Set(['addWatchFile', 'emitFile', 'setAssetSource', 'warn', 'info', 'debug'])

/** A context whose effects go nowhere: for a step that runs again only for the state it leaves. */
export function mute(context: HookContext): HookContext {
  return new Proxy(context, {
    get(target, name) {
      if (SILENT.has(String(name)))
        return () => ''
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? (member as Handler).bind(target) : member
    },
  })
}
