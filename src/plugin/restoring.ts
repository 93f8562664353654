import { fileOf } from './call'
import type { Memo } from './memo'
import { HOT_HOOKS, type Handler } from './types'
import { wrapHook } from './wrap'

/** Hooks that may look at state which a skipped step has not left. */
const STATE_READERS = ['generateBundle', 'renderChunk', 'resolveId', 'load', 'transform']

/** Has the hooks that are not memoized wait until skipped steps have run that left something for them. */
export function restoreInTime(memo: Memo): void {
  const { plugin, rule: { hooks, readers = STATE_READERS } } = memo
  for (const hook of readers.filter(name => !(hooks as readonly string[]).includes(name)))
    wrapHook(plugin, hook, original => rehydrating(memo, original))
  for (const hook of HOT_HOOKS)
    wrapHook(plugin, hook, original => comparing(memo, original))
}

/** A real hook of a plugin whose earlier steps may have been skipped. */
export function rehydrating(memo: Memo, original: Handler): Handler {
  return function (...args) {
    const id = args.find(argument => typeof argument === 'string') as string | undefined
    return memo.rehydrator.isPending
      ? memo.rehydrator.before(id === undefined ? undefined : fileOf(id)).then(() => original.apply(this, args))
      : original.apply(this, args)
  }
}

/** A hook that is told of a changed file, and compares it with what the plugin knew of it. */
function comparing(memo: Memo, original: Handler): Handler {
  return function (...args) {
    const file = (args[0] as { file?: string } | undefined)?.file
    // Blocks of the file may be asked for again without the file: what they are a part of is not known any more.
    for (const parent of [...memo.parents.keys()].filter(name => name.endsWith(` ${file}`)))
      memo.parents.delete(parent)
    return file !== undefined && memo.rehydrator.isPending
      ? memo.rehydrator.beforeChange(file).then(() => original.apply(this, args))
      : original.apply(this, args)
  }
}
