import { debug, messageOf } from '../../util/log'
import type { Changes, DiskIndex } from './index'

/**
 * Removes entries whose new values could not be written: the old ones are not true any more. One by one if possible,
 * which takes less room than the values did; else all of them, which takes none. False when they are still there.
 */
export async function retract(index: DiskIndex, { records, lastClear }: Pick<Changes, 'records' | 'lastClear'>): Promise<boolean> {
  index.refresh()
  if (![...records.keys()].some(key => index.state.entries.has(key)))
    return true
  try {
    await index.commit({ records, uses: new Map(), lastClear })
    return true
  }
  catch (error) {
    debug.cache('cannot remove old entries one by one: %s', messageOf(error))
    return index.remove()
  }
}
