import type { Fact } from '../cache'

/**
 * What the steps of one plugin read without declaring it. A plugin may remember what it read (a compiler its
 * configuration), so that later steps depend on a file that only the first one opened: all its steps share these facts.
 */
export class SharedFacts {
  #byQuestion = new Map<string, Fact>()
  #list: Fact[] = []
  /** The same, to look up. */
  readonly #current = new Set<Fact>()
  readonly #earlier: Fact[][] = []

  /**
   * The list as it stands, growing with what is added. Results recorded before a file changed keep the list that
   * has its old answer.
   */
  get list(): readonly Fact[] {
    return this.#list
  }

  add(facts: readonly Fact[]): void {
    for (const fact of facts)
      this.#addOne(fact)
  }

  /** Takes over newer answers to questions that are shared already, whoever asked again. */
  refresh(facts: readonly Fact[]): void {
    this.add(facts.filter(fact => !this.#current.has(fact) && this.#byQuestion.has(`${fact[0]} ${fact[1]}`)))
  }

  /** Adds facts that also hold for what was recorded on earlier lists, such as those about packages. */
  addToAll(facts: readonly Fact[]): void {
    for (const list of this.#earlier)
      list.push(...facts.filter(fact => !list.includes(fact)))
    this.add(facts)
  }

  #addOne(fact: Fact): void {
    // Each fact of a run is one object: most have been added by an earlier step.
    if (this.#current.has(fact))
      return
    const question = `${fact[0]} ${fact[1]}`
    const known = this.#byQuestion.get(question)
    if (known?.[2] === fact[2])
      return
    if (known) {
      this.#earlier.push(this.#list)
      this.#list = this.#list.filter(other => other !== known)
      this.#current.delete(known)
    }
    this.#list.push(fact)
    this.#current.add(fact)
    this.#byQuestion.set(question, fact)
  }
}

/**
 * By project and plugin, for the whole process: a compiler's memory lives as long, and a second build in the same
 * process would otherwise not see what was read in the first.
 */
const processWide = new Map<string, SharedFacts>()

export function sharedFactsOf(project: string, plugin: string): SharedFacts {
  const key = `${project}\n${plugin}`
  let shared = processWide.get(key)
  if (!shared)
    processWide.set(key, shared = new SharedFacts())
  return shared
}
