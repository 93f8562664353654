import { isAbsolute } from 'node:path'
import { digest, frame } from '../util/digest'
import type { Roots } from '../inputs/roots'
import type { Memo } from './memo'
import type { Call } from './types'

/** Grows when recorded outcomes change their meaning. */
const OUTCOME_VERSION = '1'

/**
 * The action key: digest of everything that is known before the step runs. `ambient` is what any step can see,
 * `parent` the digest of what the step about the whole file was given.
 */
export function actionKey(memo: Memo, call: Call, ambient: readonly string[], parent: string | undefined, roots: Roots): string {
  return digest(frame([
    OUTCOME_VERSION,
    memo.identity,
    call.hook,
    portable(call.id, roots),
    wayOutside(call.id, roots),
    call.code === undefined ? undefined : codeDigest(call.code, roots),
    parent,
    memo.rule.portable ? undefined : roots.project,
    ...ambient,
    ...call.extras.map(extra => portable(extra, roots)),
  ]))
}

export function codeDigest(code: string, roots: Roots): string {
  return digest(portable(code, roots))
}

/** From the project to a file outside: names are made of it, such as Vue's scope ids, and it may change when either moves. */
function wayOutside(id: string, roots: Roots): string | undefined {
  const way = isAbsolute(id) ? roots.toName(id) : ''
  return way.startsWith('../') || isAbsolute(way) ? way : undefined
}

/** Text that cannot be moved stays as it is, and gives another key in another checkout. */
function portable(text: string, roots: Roots): string {
  return roots.pack(text) ?? text
}
