import type { Fact } from '../cache'
import type { World } from '../inputs/world'

/** The packages whose code runs in the steps of one plugin. */
export class StepPackages {
  readonly #world: World
  /** Names or folders. */
  readonly #names = new Set<string>()
  /** Unknown again when packages are added. */
  #dirs: readonly string[] | undefined

  constructor(world: World) {
    this.#world = world
  }

  get isEmpty(): boolean {
    return this.#names.size === 0
  }

  add(names: readonly string[]): void {
    if (names.every(name => this.#names.has(name)))
      return
    for (const name of names)
      this.#names.add(name)
    this.#dirs = undefined
  }

  /** Folders of the packages, with all that they depend on. */
  dirs(): readonly string[] {
    return this.#dirs ??= this.#world.packages.closure([...this.#names])
  }

  /** Where the code is found, and what it is. */
  facts(): Fact[] {
    return [...[...this.#names].map(name => this.#world.aboutLayout(name)), ...this.dirs().map(dir => this.#world.aboutPath('package', dir))]
  }
}
