import { type Observer, observe } from '../inputs/tracer'
import type { Fact } from '../cache'
import type { Question, World } from '../inputs/world'
import { type AnyPlugin, HOOK_NAMES } from './types'
import { wrapHook } from './wrap'

/** Hooks in which plugins prepare: what they read there, all their steps may depend on. */
const SETUP_HOOKS = ['config', 'configEnvironment', 'configResolved', 'options', 'buildStart', 'setup', 'onStart']

/** Notes what plugins read while they set up, before there is a session. */
export class SetupTrace {
  readonly #notes = new Map<AnyPlugin, SetupNotes>()

  /** Watches the set-up hooks of these plugins; may be called again with more. */
  watch(plugins: readonly AnyPlugin[]): void {
    for (const plugin of plugins) {
      if (this.#notes.has(plugin) || !HOOK_NAMES.some(hook => plugin[hook]))
        continue
      const notes = new SetupNotes()
      this.#notes.set(plugin, notes)
      for (const hook of SETUP_HOOKS)
        wrapHook(plugin, hook, original => function (...args) { return observe(notes, () => original.apply(this, args)) })
    }
  }

  factsOf(plugin: AnyPlugin, world: World): Fact[] {
    return this.#notes.get(plugin)?.facts(world) ?? []
  }
}

/** Effects of a set-up hook need no replay: the hook runs in each build. */
class SetupNotes implements Observer {
  readonly #paths = new Map<string, [Question, string]>()
  readonly #env = new Set<string>()

  path(question: Question, path: string): void {
    this.#paths.set(`${question} ${path}`, [question, path])
  }

  env(name: string): void {
    this.#env.add(name)
  }

  print(): void {}

  time(): void {}

  random(): void {}

  opaque(): void {}

  facts(world: World): Fact[] {
    return [
      ...[...this.#paths.values()].map(([question, path]) => world.aboutPath(question, path)),
      ...[...this.#env].map(name => world.about('env', name)),
    ]
  }
}
