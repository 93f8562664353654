import { expect, it } from 'vitest'
import { type Bundler, type Capability, ROWS } from '../capabilities/rows'
import { shows } from '../capabilities/shows'
import { create, edit } from '../support/edit'
import { type RebuildCounts, Watcher, type WatchOptions } from '../support/watch'
import { World } from '../support/world'
import { filesFor } from './projects'

interface Change {
  capability: Capability
  file: string
  /** Nothing for a file that is new. */
  from?: string
  to: string
}

/** What single steps depend on. Texts of one length: to make a file shorter takes a second write. */
const EDITS: readonly Change[] = [
  { capability: 'watchModule', file: 'src/size.js', from: 'first size', to: 'other size' },
  { capability: 'watchPartial', file: 'src/_theme.scss', from: '#123456', to: '#654321' },
  { capability: 'watchDeclared', file: 'src/declared.txt', from: 'first declaration', to: 'other declaration' },
]
/** What all steps of a plugin depend on: it may remember what it has read, and has not said for which module. */
const SECRETS: readonly Change[] = [
  { capability: 'watchSecret', file: 'src/secret.txt', from: 'first secret', to: 'other secret' },
  { capability: 'watchFolder', file: 'src/list/two.txt', to: 'of no interest' },
  { capability: 'watchFolder', file: 'src/wanted.txt', to: 'now it is there' },
]

/** After each change watch mode gives what a plain build gives. */
export function watches(bundler: Bundler, options: WatchOptions = {}): void {
  const expectNoMisses = ({ misses, reasons }: RebuildCounts): void => {
    if (bundler !== 'vitest')
      expect(misses, reasons.join()).toBe(0)
  }

  it('sees each edit, knows the state before it again, and stores for the next build', async () => {
    const world = new World(filesFor(bundler))
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler, options)
    expectNoMisses(await watcher.start())
    for (const change of EDITS) {
      const before = watcher.output()
      await make(watcher, world, change)
      const after = watcher.output()
      const { file, from = '', to } = change
      expectNoMisses(await watcher.rebuild(() => edit(world, file, to, from), file, before))
      expectNoMisses(await watcher.rebuild(() => edit(world, file, from, to), file, after))
      shows(bundler, change.capability)
    }
    await watcher.close()
    await expectStored(world, bundler, options)
  })

  it('sees what plugins only read, list and look for', async () => {
    const world = new World(filesFor(bundler))
    await world.build({ bundler })
    const watcher = new Watcher(world, bundler, options)
    await watcher.start()
    expect(watcher.builds, 'builds before any change').toBe(1)
    for (const change of SECRETS.filter(({ capability }) => exists(capability, bundler))) {
      await make(watcher, world, change)
      shows(bundler, change.capability)
    }
    await watcher.close()
  })

  it('goes on after a failure', async () => {
    const world = new World(filesFor(bundler))
    const watcher = new Watcher(world, bundler, options)
    await watcher.start()
    await watcher.breakBuild(() => edit(world, 'src/_theme.scss', '#123456', '#12 }'), 'src/_theme.scss')
    await watcher.rebuild(() => edit(world, 'src/_theme.scss', '#12 }', '#abcdef'), 'src/_theme.scss')
    expect(JSON.stringify(watcher.output())).toContain('#abcdef')
    await watcher.close()
    await expectStored(world, bundler, options)
    shows(bundler, 'watchFailure')
  })
}

function exists(capability: Capability, bundler: Bundler): boolean {
  return ROWS[capability].exists.includes(bundler)
}

async function make(watcher: Watcher, world: World, { file, from, to }: Change): Promise<void> {
  const before = watcher.output()
  await watcher.rebuild(() => from === undefined ? create(world, file, to) : edit(world, file, from, to), file)
  expect(watcher.output(), file).not.toEqual(before)
}

/** The next build has nothing to do; of vitest, the next watcher, whose plugins have other options than a single run. */
async function expectStored(world: World, bundler: Bundler, options: WatchOptions): Promise<void> {
  if (bundler === 'vitest') {
    const again = new Watcher(world, bundler, options)
    await again.start()
    await again.close()
  }
  else {
    await world.build({ bundler })
  }
  const { totals, plugins } = world.report()!
  expect(totals.misses, JSON.stringify(plugins)).toBe(0)
  expect(totals.hits).toBeGreaterThan(0)
}
