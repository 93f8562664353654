import { isAbsolute } from 'node:path'
import { digest, frame } from '../util/digest'
import type { Roots } from '../inputs/roots'
import type { Step } from './environment'
import type { Call, Rule } from './types'

/** Grows when recorded outcomes change their meaning. */
const OUTCOME_VERSION = '1'

type KeyedStep = Pick<Step, 'memo' | 'call' | 'ambient'>

/**
 * The action key: digest of everything that is known before the step runs. `ambient` is what any step can see,
 * unless its plugin is known not to look, `code` the digest of what this step is given, `parent` the digest of what the step about the whole file was given.
 */
export function actionKey({ memo, call, ambient }: KeyedStep, code: string | undefined, parent: string | undefined, roots: Roots): string {
  return digest(frame([
    OUTCOME_VERSION,
    memo.identity,
    memo.trial?.token,
    call.hook,
    portable(call.id, roots),
    wayOutside(call.id, roots),
    code,
    parent,
    isPortable(memo.rule, call, roots) ? undefined : roots.project,
    ...memo.rule.ambient === false ? ambient.slice(0, 1) : ambient,
    ...extrasFor(memo.rule, call).map(extra => portable(extra, roots)),
  ]))
}

/** A compiler that knows the length of a path in the code may write something else where it is longer. */
function isPortable({ portable: isAsked, evaluates }: Rule, { code }: Call, roots: Roots): boolean {
  return isAsked === true && !(evaluates && code !== undefined && roots.pack(code) !== code)
}

function extrasFor({ ambient }: Rule, { extras }: Call): string[] {
  return ambient === false ? extras.filter(extra => !extra.startsWith('ssr=')) : extras
}

/** The key of a step that only looks at what another one has left. */
export function derivedKey(parentKey: string, { hook, id, extras }: Call, code: string | undefined, roots: Roots): string {
  return digest(frame([parentKey, hook, portable(id, roots), code, ...extras.map(extra => portable(extra, roots))]))
}

/** Digest of the code that a step is given, as it enters keys. */
export function codeDigest({ code }: Call, roots: Roots): string | undefined {
  return code === undefined ? undefined : digest(portable(code, roots))
}

/** From the project to a file outside: names are made of it, such as Vue's scope ids, and it may change when either moves. */
function wayOutside(id: string, roots: Roots): string | undefined {
  return !isAbsolute(id) || id.startsWith(`${roots.project}/`) ? undefined : roots.toName(id)
}

/** Text that cannot be moved stays as it is, and gives another key in another checkout. */
function portable(text: string, roots: Roots): string {
  return roots.pack(text) ?? text
}
