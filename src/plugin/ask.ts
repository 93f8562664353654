import type { Fact } from '../cache'
import type { Roots } from '../inputs/roots'
import { digest, frame } from '../util/digest'
import { debug, messageOf } from '../util/log'
import { isObject, isPlain, stableStringify } from '../util/stable'
import type { ContextKind } from './contexts/kind'
import type { HookContext } from './types'

/** A question that a step puts to the bundler. Its answer is an input. */
export interface Ask {
  name: string
  args: unknown[]
}

/** A fact `['ask', name, arguments, digest of the answer]`, or `undefined` when arguments or answer are not plain. */
export function askFact(ask: Ask, answer: unknown, roots: Roots): Fact | undefined {
  const args = packPlain(ask.args, roots)
  const answered = answerText(ask, answer, roots)
  return args === undefined || answered === undefined ? undefined : ['ask', ask.name, args, digest(answered)]
}

export function isAsk(fact: Fact): boolean {
  return fact[0] === 'ask'
}

/** Asks the same question again and compares the answers. */
export async function stillAnswers(fact: Fact, context: HookContext, roots: Roots, kind: Pick<ContextKind, 'answer'>): Promise<boolean> {
  const [, name, args, expected] = fact as readonly ['ask', string, string, string]
  const ask: Ask = { name, args: JSON.parse(roots.unpack(args)) as unknown[] }
  try {
    return askFact(ask, await kind.answer(ask, context), roots)?.[3] === expected
  }
  catch (error) {
    // The plugin may know what to do about it: it is to ask by itself.
    debug.step('this.%s fails now: %s', name, messageOf(error))
    return false
  }
}

/** Module information that notes which of its members are read: they are separate questions. */
export function watchModuleInfo(id: string, info: unknown, note: (ask: Ask, answer: unknown) => void): unknown {
  if (!isObject(info)) {
    note({ name: 'getModuleInfo', args: [id] }, info)
    return info
  }
  const noteMember = (member: string | symbol, value: unknown): void => {
    if (typeof member === 'string')
      note({ name: 'getModuleInfo', args: [id, member] }, value)
  }
  return new Proxy(info, {
    has(target, member) {
      noteMember(member, Reflect.get(target, member, target))
      return Reflect.has(target, member)
    },
    ownKeys(target) {
      for (const member of Reflect.ownKeys(target))
        noteMember(member, Reflect.get(target, member, target))
      return Reflect.ownKeys(target)
    },
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target)
      noteMember(member, value)
      return value
    },
  })
}

/** Of an answer, what plugins use of it: a resolution also tells who resolved it. */
function answerText({ name }: Ask, answer: unknown, roots: Roots): string | undefined {
  if (name === 'resolve' && isObject(answer) && 'id' in answer)
    return packPlain([answer.id, answer.external, answer.moduleSideEffects, answer.meta], roots)
  return name === 'getCombinedSourcemap' && isObject(answer) ? mapText(answer, roots) : packPlain(answer, roots)
}

/** Source maps are long, and asked for by each step of some plugins: no JSON on the way. */
function mapText({ mappings, names, sources, sourcesContent }: Record<string, unknown>, roots: Roots): string | undefined {
  const packed = ((sources ?? []) as (string | null)[]).map(source => roots.pack(String(source)))
  const lists = [names, sourcesContent].map(list => frame(((list ?? []) as (string | null)[]).map(entry => entry ?? undefined)))
  return packed.includes(undefined) ? undefined : frame([String(mappings), frame(packed), ...lists])
}

function packPlain(value: unknown, roots: Roots): string | undefined {
  return isPlain(value) ? roots.pack(stableStringify(value)) : undefined
}
