import type { Fact } from '../cache'
import type { World } from '../inputs/world'

/** The packages whose code runs in the steps of one plugin. */
export class StepPackages {
  readonly #world: World
  /** Names or folders. */
  readonly #names = new Set<string>()
  /** Dependencies of the project through which some of those are found. */
  #through: readonly string[] = []
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

  /** Those that run in any case; the project may have them only through others. */
  addOwn(names: readonly string[]): void {
    const { dirs, through } = this.#world.packages.hidden(names)
    this.add([...names, ...dirs])
    this.#through = through
  }

  /** Folders of the packages, with all that they depend on. */
  dirs(): readonly string[] {
    return this.#dirs ??= this.#world.packages.closure([...this.#names])
  }

  /** Where the code is found, and what it is. */
  facts(): Fact[] {
    const layouts = [...this.#names, ...this.#through].map(name => this.#world.aboutLayout(name))
    return [...layouts, ...this.dirs().map(dir => this.#world.aboutPath('package', dir))]
  }
}
